import Metrics

/// The own families that every service has.
struct ServiceFamilies {
    let buildInfo: OwnMetricByLabel
    let ready: OwnMetric
    let reloadSuccessful: OwnMetric
    let reloadTime: OwnMetric
    let requests: OwnMetricByLabels
    let connections: OwnMetric

    let cpuSeconds = OwnMetric(
        .counter, "process_cpu_seconds_total", help: "Total user and system CPU time spent in seconds.")
    let openDescriptors = OwnMetric(.gauge, "process_open_fds", help: "Number of open file descriptors.")
    let maximumDescriptors = OwnMetric(.gauge, "process_max_fds", help: "Maximum number of open file descriptors.")
    let virtualBytes = OwnMetric(.gauge, "process_virtual_memory_bytes", help: "Virtual memory size in bytes.")
    let residentBytes = OwnMetric(.gauge, "process_resident_memory_bytes", help: "Resident memory size in bytes.")
    let startTime = OwnMetric(
        .gauge, "process_start_time_seconds", help: "Start time of the process since unix epoch in seconds.")

    /// The families of a program; its name begins theirs.
    init(program: String) {
        buildInfo = OwnMetricByLabel(
            .info, "\(program)_build_info", by: "version", help: "Version of the program, as a label of a constant 1.")
        ready = OwnMetric(
            .gauge, "\(program)_ready",
            help: "1 if the program is ready, 0 while it starts; /-/ready says what it waits for.")
        reloadSuccessful = OwnMetric(
            .gauge, "\(program)_config_last_reload_successful",
            help: "1 if the last load of the configuration succeeded, else 0.")
        reloadTime = OwnMetric(
            .gauge, "\(program)_config_last_reload_success_timestamp_seconds",
            help: "Unix time of the last successful load of the configuration.")
        requests = OwnMetricByLabels(
            .counter, "\(program)_http_requests_total", by: "path", "code",
            help: "HTTP responses sent, by path and status code.")
        connections = OwnMetric(.gauge, "\(program)_http_connections", help: "Open HTTP connections.")
    }

    /// All of them, in the order in which people read about them.
    var all: [OwnFamily] {
        [
            buildInfo.family, ready.family, reloadSuccessful.family, reloadTime.family, requests.family,
            connections.family, cpuSeconds.family, openDescriptors.family, maximumDescriptors.family,
            virtualBytes.family, residentBytes.family, startTime.family,
        ]
    }
}
