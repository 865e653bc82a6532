/// Why a request changes nothing.
struct ControlFault: Error, CustomStringConvertible {
    /// The status code of the answer.
    let status: Int
    /// One sentence.
    let description: String

    init(status: Int = 400, _ description: String) { (self.status, self.description) = (status, description) }
}
