import HTTP

/// The document of `/openapi.json` (OpenAPI 3.1): each route with its answers.
enum APIDocument {
    /// The document of an exporter whose metrics are at `telemetryPath`.
    static func text(telemetryPath: String, version: String) -> String {
        start + "\"version\":\"\(version)\"},\"paths\":{\"\(telemetryPath)\"" + paths
    }

    private static let start = #"""
        {"openapi":"3.1.0","info":{"title":"csv_exporter",
        "description":"Turns CSV records into Prometheus metrics, in event time. HEAD is answered as GET.",

        """#

    private static let paths = #"""
        :{"get":{"summary":"The metrics, in the format that Accept prefers","responses":{
        "200":{"description":"An exposition","content":{"text/plain":{"schema":{"type":"string"}},
        "application/openmetrics-text":{"schema":{"type":"string"}}}},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/":{"get":{"summary":"The console","responses":{
        "200":{"description":"A page","content":{"text/html":{"schema":{"type":"string"}}}},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/console/{name}":{"get":{"summary":"A file of the console",
        "parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string"},"example":"console.js"}],
        "responses":{"200":{"description":"A file","content":{"text/javascript":{"schema":{"type":"string"}},
        "text/css":{"schema":{"type":"string"}}}},"304":{"description":"The file that the client has"},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/-/healthy":{"get":{"summary":"Whether it serves","responses":{"200":{"$ref":"#/components/responses/done"},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/-/ready":{"get":{"summary":"Whether the mapped metrics are complete","responses":{
        "200":{"$ref":"#/components/responses/done"},"503":{"$ref":"#/components/responses/waits"},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/-/reload":{"post":{"summary":"Reads the mapping file again","security":[{},{"token":[]}],"responses":{
        "200":{"$ref":"#/components/responses/done"},"401":{"$ref":"#/components/responses/token"},
        "403":{"$ref":"#/components/responses/closed"},"500":{"$ref":"#/components/responses/unchanged"},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/-/quit":{"post":{"summary":"Ends the process","security":[{},{"token":[]}],"responses":{
        "200":{"$ref":"#/components/responses/done"},"401":{"$ref":"#/components/responses/token"},
        "403":{"$ref":"#/components/responses/closed"},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/api/v1/replay":{"get":{"summary":"The state of the replay","security":[{},{"token":[]}],"responses":{
        "200":{"$ref":"#/components/responses/state"},"401":{"$ref":"#/components/responses/token"},
        "403":{"$ref":"#/components/responses/closed"},"409":{"$ref":"#/components/responses/conflict"},
        "default":{"$ref":"#/components/responses/error"}}},
        "post":{"summary":"Carries out a command, and answers the state after it","security":[{},{"token":[]}],
        "parameters":[{"name":"action","in":"query","schema":{"$ref":"#/components/schemas/action"}},
        {"name":"time","in":"query","schema":{"$ref":"#/components/schemas/time"}},
        {"name":"by","in":"query","schema":{"$ref":"#/components/schemas/by"}},
        {"name":"speed","in":"query","schema":{"$ref":"#/components/schemas/speed"}}],
        "requestBody":{"description":"The same as a form","content":{"application/x-www-form-urlencoded":{
        "schema":{"type":"object","properties":{"action":{"$ref":"#/components/schemas/action"},
        "time":{"$ref":"#/components/schemas/time"},"by":{"$ref":"#/components/schemas/by"},
        "speed":{"$ref":"#/components/schemas/speed"}}}}}},
        "responses":{"200":{"$ref":"#/components/responses/state"},"401":{"$ref":"#/components/responses/token"},
        "403":{"$ref":"#/components/responses/closed"},"409":{"$ref":"#/components/responses/conflict"},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/api/v1/stream":{"get":{"summary":"What the console shows, as it moves: events hello, history and frame",
        "parameters":[{"name":"pin","in":"query",
        "description":"A series to show beside the sums, name{label=\"value\"}",
        "schema":{"type":"array","items":{"type":"string"}}}],
        "responses":{"200":{"description":"Events without an end","content":{"text/event-stream":{
        "schema":{"type":"string"}}}},"503":{"description":"--web.max-streams are open",
        "content":{"text/plain":{"schema":{"type":"string"}}}},
        "default":{"$ref":"#/components/responses/error"}}}},
        "/openapi.json":{"get":{"summary":"This document","responses":{
        "200":{"description":"OpenAPI","content":{"application/json":{"schema":{"type":"object"}}}},
        "default":{"$ref":"#/components/responses/error"}}}}},
        "components":{"securitySchemes":{"token":{"type":"http","scheme":"bearer",
        "description":"With --web.lifecycle-token-file"}},
        "responses":{"done":{"description":"A sentence","content":{"text/plain":{"schema":{"type":"string"}}}},
        "error":{"description":"Refused: a sentence says why","content":{"text/plain":{"schema":{"type":"string"}}}},
        "waits":{"description":"What it waits for","content":{"text/plain":{"schema":{"type":"string"}}}},
        "token":{"description":"No token, or another",
        "headers":{"WWW-Authenticate":{"schema":{"type":"string"}}},
        "content":{"text/plain":{"schema":{"type":"string"}}}},
        "closed":{"description":"Closed without --web.enable-lifecycle; refused to other sites' pages",
        "content":{"text/plain":{"schema":{"type":"string"}}}},
        "unchanged":{"description":"The fault of the mapping file; the one before stays",
        "content":{"text/plain":{"schema":{"type":"string"}}}},
        "conflict":{"description":"Not in this state, or the files are followed",
        "content":{"text/plain":{"schema":{"type":"string"}}}},
        "state":{"description":"The state","content":{"application/json":{"schema":{
        "type":"object","required":["state","time","start","end","speed","passes"],
        "properties":{"state":{"enum":["waiting","running","paused","finished"]},
        "time":{"type":"string","format":"date-time"},"start":{"type":"string","format":"date-time"},
        "end":{"type":"string","format":"date-time"},"speed":{"oneOf":[{"type":"number"},{"const":"max"}]},
        "passes":{"type":"integer"}}}}}}},
        "schemas":{"action":{"enum":["pause","resume","restart","seek","speed"]},
        "time":{"type":"string","description":"For seek; without an offset UTC","examples":["2026-03-02T16:00:00Z"]},
        "by":{"type":"string","description":"For seek: seconds from where it is","examples":["300"]},
        "speed":{"type":"string","description":"For speed: a number above 0, or max","examples":["60"]}}}}

        """#
}
