/// The version of the project's programs, as `--version` and `…_build_info` show it.
package let version = "0.1.0"
