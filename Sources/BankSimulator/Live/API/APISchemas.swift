import JSON

/// The schemas of the document: what bodies are.
enum APISchemas {
    /// All of them by name.
    static let all: JSONObject = {
        guard case .object(let object)? = try? JSONValue(parsing: Array(text.utf8), maximumDepth: 16) else {
            preconditionFailure("the schemas are an object")
        }
        return object
    }()

    private static let text = #"""
        {
        "Error": {"type": "object", "required": ["detail"], "additionalProperties": false,
          "properties": {"detail": {"type": "string", "description": "One sentence: what was found, what is wanted"}}},
        "Time": {"type": "string", "format": "date-time"},
        "Duration": {"type": "string", "pattern": "^([0-9]+(ms|[smhdwy]))+$", "examples": ["5m"]},
        "IncidentDuration": {"type": "string", "examples": ["5m"],
          "pattern": "^([1-9][0-9]{0,3}s|[1-9][0-9]{0,2}m|(1?[1-9]|10|2[0-3])h([1-5]?[0-9]m)?|24h)$",
          "description": "From 1s to 24h, in other units and more of them too, as Prometheus writes durations"},
        "Intensity": {"type": "number", "exclusiveMinimum": 0, "maximum": 10, "examples": [2]},
        "IncidentName": {"type": "string", "pattern": "^INC-[0-9]{6,18}$", "examples": ["INC-000001"]},
        "IncidentRequest": {"type": "object", "additionalProperties": false, "properties": {
          "duration": {"$ref": "#/components/schemas/IncidentDuration"},
          "intensity": {"$ref": "#/components/schemas/Intensity"}, "profile": {"type": "string"},
          "set": {"type": "string"}}},
        "Expectation": {"type": ["object", "null"], "required": ["alert", "within"], "properties": {
          "alert": {"type": "string", "description": "The alert that finds it"},
          "within": {"type": ["string", "null"], "description": "Time in which it fires"}}},
        "Incident": {"type": "object",
          "required": ["incident", "scenario", "name", "set", "active", "start", "end", "intensity", "by_chance",
            "expect"],
          "properties": {
            "incident": {"$ref": "#/components/schemas/IncidentName"}, "scenario": {"type": "string"},
            "name": {"type": "string"}, "set": {"type": "string"}, "active": {"type": "boolean"},
            "start": {"$ref": "#/components/schemas/Time"}, "end": {"$ref": "#/components/schemas/Time"},
            "intensity": {"$ref": "#/components/schemas/Intensity"}, "profile": {"type": ["string", "null"]},
            "by_chance": {"type": "boolean", "description": "Whether chance has begun it, see incidents_per_hour"},
            "expect": {"$ref": "#/components/schemas/Expectation"}}},
        "Incidents": {"type": "object", "required": ["incidents", "count"], "properties": {
          "incidents": {"type": "array", "items": {"$ref": "#/components/schemas/Incident"}},
          "count": {"type": "integer", "minimum": 0}}},
        "Scenario": {"type": "object",
          "required": ["id", "name", "set", "severity", "duration", "enabled", "weight", "expect"],
          "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "set": {"type": "string"},
            "severity": {"type": "string"}, "duration": {"$ref": "#/components/schemas/Duration"},
            "enabled": {"type": "boolean"}, "weight": {"type": "number", "minimum": 0},
            "expect": {"$ref": "#/components/schemas/Expectation"}}},
        "Scenarios": {"type": "object", "required": ["scenarios", "count"], "properties": {
          "scenarios": {"type": "array", "items": {"$ref": "#/components/schemas/Scenario"}},
          "count": {"type": "integer", "minimum": 0}}},
        "Control": {"type": "object", "additionalProperties": false, "required": ["action"],
          "properties": {"action": {"enum": ["start", "stop"]}}},
        "Controlled": {"type": "object", "required": ["status", "message"], "properties": {
          "status": {"enum": ["started", "stopped"]}, "message": {"type": "string"}}},
        "ScenarioSettings": {"type": "object", "additionalProperties": {"type": "object",
          "additionalProperties": false, "properties": {"enabled": {"type": "boolean"},
            "frequency_weight": {"type": "number", "minimum": 0, "maximum": 1000000}}}},
        "ConfigChanged": {"type": "object", "required": ["status", "config"], "properties": {
          "status": {"const": "updated"}, "config": {"$ref": "#/components/schemas/ConfigChange"}}},
        "State": {"type": "object", "required": ["status", "running", "config_loaded", "sets", "incidents_active"],
          "properties": {"status": {"enum": ["running", "stopped"]}, "running": {"type": "boolean"},
            "config_loaded": {"const": true}, "sets": {"type": "array", "items": {"type": "string"}},
            "incidents_active": {"type": "integer", "minimum": 0}}},
        "Health": {"type": "object", "required": ["status", "timestamp", "service", "uptime_seconds"], "properties": {
          "status": {"enum": ["healthy", "unhealthy"]}, "timestamp": {"$ref": "#/components/schemas/Time"},
          "service": {"type": "string"}, "uptime_seconds": {"type": "integer", "minimum": 0},
          "metrics": {"type": "object", "additionalProperties": {"type": ["number", "string"]}},
          "reason": {"type": "string"}}},
        "TextCell": {"type": ["string", "number", "boolean", "null"], "maxLength": 1000,
          "pattern": "^[^\\u0000-\\u001f\\u007f]*$"},
        "NumberCell": {"type": ["number", "null"], "minimum": -1e15, "maximum": 1e15},
        "BooleanCell": {"type": ["boolean", "null"]},
        "Record": {"type": "object", "description": "Columns; null is an empty cell",
          "additionalProperties": {"type": ["string", "number", "boolean", "null", "object"]}},
        "Records": {"type": "object", "required": ["events", "count"], "properties": {
          "events": {"type": "array", "items": {"$ref": "#/components/schemas/Record"}},
          "count": {"type": "integer", "minimum": 0, "maximum": 1000}}},
        "AllRecords": {"allOf": [{"$ref": "#/components/schemas/Records"}, {"type": "object",
          "required": ["total_count", "services_count"], "properties": {
            "total_count": {"type": "integer", "description": "Records that are kept"},
            "services_count": {"type": "integer"}}}]},
        "Numbers": {"type": "object", "additionalProperties": {"type": "number"}},
        "ServiceMetrics": {"type": "object", "required": ["service", "timestamp", "metrics"], "properties": {
          "service": {"type": "string"}, "timestamp": {"$ref": "#/components/schemas/Time"},
          "metrics": {"$ref": "#/components/schemas/Numbers"}}},
        "ServiceConfig": {"type": "object", "required": ["anomaly_rate", "service"], "properties": {
          "anomaly_rate": {"type": ["number", "null"]}, "service": {"type": "string"}}},
        "ServiceConfigChange": {"type": "object", "additionalProperties": false, "properties": {
          "anomaly_rate": {"type": "number", "minimum": 0, "maximum": 1}}},
        "ServiceConfigChanged": {"type": "object", "required": ["status", "config"], "properties": {
          "status": {"const": "updated"}, "config": {"$ref": "#/components/schemas/ServiceConfigChange"}}},
        "FailedAttempts": {"type": "object", "required": ["failed_attempts", "total_tracked_ips"], "properties": {
          "failed_attempts": {"type": "object", "additionalProperties": {"type": "object",
            "required": ["count", "last_attempt"], "properties": {"count": {"type": "integer", "minimum": 1},
              "last_attempt": {"$ref": "#/components/schemas/Time"}}}},
          "total_tracked_ips": {"type": "integer", "minimum": 0}}},
        "SystemHealth": {"type": "object", "description": "Also the columns that the catalogue shows",
          "required": ["timestamp", "overall_status", "services", "issues", "active_anomalies", "system_metrics"],
          "properties": {"timestamp": {"$ref": "#/components/schemas/Time"},
            "overall_status": {"enum": ["healthy", "degraded", "critical"]},
            "services": {"type": "object", "additionalProperties": {"type": "object", "required": ["status"],
              "properties": {"status": {"enum": ["healthy", "unhealthy"]}}}},
            "issues": {"type": "array", "items": {"type": "string"}},
            "active_anomalies": {"type": "integer", "minimum": 0},
            "system_metrics": {"$ref": "#/components/schemas/Record"}}},
        "SystemMetrics": {"type": "object", "required": ["timestamp", "system_state", "active_anomalies"],
          "properties": {"timestamp": {"$ref": "#/components/schemas/Time"},
            "system_state": {"$ref": "#/components/schemas/Record"},
            "active_anomalies": {"type": "integer", "minimum": 0}}},
        "AllMetrics": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Numbers"}},
        "Metrics": {"type": "object", "required": ["gateway_metrics", "services"], "properties": {
          "gateway_metrics": {"$ref": "#/components/schemas/Numbers"},
          "services": {"$ref": "#/components/schemas/AllMetrics"}}},
        "Dashboard": {"type": "object",
          "required": ["timestamp", "system_health", "aggregated_metrics", "recent_events", "gateway_metrics"],
          "properties": {"timestamp": {"$ref": "#/components/schemas/Time"},
            "system_health": {"$ref": "#/components/schemas/SystemHealth"},
            "aggregated_metrics": {"$ref": "#/components/schemas/AllMetrics"},
            "recent_events": {"type": "array", "maxItems": 10, "items": {"$ref": "#/components/schemas/Record"}},
            "gateway_metrics": {"$ref": "#/components/schemas/Numbers"}}},
        "Logs": {"type": "object", "required": ["logs", "count"], "properties": {
          "count": {"type": "integer", "minimum": 0, "maximum": 50},
          "logs": {"type": "array", "items": {"type": "object",
            "required": ["timestamp", "gateway_request", "service", "service_url", "method", "status_code",
              "response_time_ms", "success"],
            "properties": {"timestamp": {"$ref": "#/components/schemas/Time"}, "gateway_request": {"type": "string"},
              "service": {"type": "string"}, "service_url": {"type": "string"}, "method": {"type": "string"},
              "status_code": {"type": "integer"}, "response_time_ms": {"type": "number"},
              "success": {"type": "boolean"}}}}}}
        }
        """#
}
