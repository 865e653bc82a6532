package import CSV

extension Decisions {
    /// How the numbers of a column are written, in the encoding of the file. For a column that has no value: as all
    /// numbers of the file.
    package func numberForm(of column: Int) -> NumberForm {
        let found = columns[column].numbers
        var form = Sniff.numberForm(
            found?.marks ?? numbers, strip: found?.strip ?? [], isDuration: found?.isDuration ?? false,
            isAccounting: numbers.isAccounting)
        form.hasHours = found?.hasHours ?? false
        return form.encoded(by: dialect.encoding)
    }
}
