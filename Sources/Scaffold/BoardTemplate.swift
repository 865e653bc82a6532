// The parts of a dashboard that are the same in all of them. grafana/README.md has the conventions, and
// Tests/System/checks/init.py lints what comes out.

/// A dashboard around its panels.
let boardTemplate = #"""
    {
      "uid": @uid@, "title": @title@, "description": @description@,
      "tags": ["csv_exporter", "data_set"], "schemaVersion": 42, "version": 1, "editable": false, "graphTooltip": 1,
      "timezone": "browser", "refresh": "5s", "time": {"from": "now-@minutes@m", "to": "now"},
      "timepicker": {"refresh_intervals": ["1s", "5s", "10s", "30s", "1m"]},
      "fiscalYearStartMonth": 0, "liveNow": false, "preload": false, "weekStart": "", "id": null,
      "links": [
        {"title": "Home", "type": "link", "url": "/d/home", "icon": "dashboard", "keepTime": true, "includeVars": true,
         "targetBlank": false, "asDropdown": false, "tags": [], "tooltip": ""},
        {"title": "Exporter and replay", "type": "link", "url": "/d/exporter-replay", "icon": "dashboard",
         "keepTime": true, "includeVars": true, "targetBlank": false, "asDropdown": false, "tags": [], "tooltip": ""},
        {"title": "Your metrics", "type": "link", "url": "/d/your-metrics", "icon": "dashboard", "keepTime": true,
         "includeVars": true, "targetBlank": false, "asDropdown": false, "tags": [], "tooltip": ""}
      ],
      "annotations": {"list": [
        {"builtIn": 1, "datasource": {"type": "grafana", "uid": "-- Grafana --"}, "enable": true, "hide": true,
         "iconColor": "rgba(0, 211, 255, 1)", "name": "Annotations & Alerts", "type": "dashboard"},
        {"datasource": {"type": "prometheus", "uid": "$datasource"}, "enable": true, "name": "Loops and seeks",
         "iconColor": "blue", "expr": @loops@, "titleFormat": "{{what}}", "textFormat": "{{instance}}", "step": "1s",
         "useValueForTime": false},
        {"datasource": {"type": "prometheus", "uid": "$datasource"}, "enable": true, "name": "Event time",
         "iconColor": "rgba(128, 128, 140, 0.5)", "expr": @marks@, "titleFormat": "{{at}} event time",
         "textFormat": "{{instance}}", "step": "1s", "useValueForTime": false}
      ]},
      "templating": {"list": [
        {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus",
         "current": {"text": "Prometheus", "value": "prometheus"}, "hide": 0, "includeAll": false, "multi": false,
         "options": [], "refresh": 1, "regex": "", "skipUrlSync": false},
        {"name": "job", "label": "Job", "type": "query", "datasource": {"type": "prometheus", "uid": "$datasource"},
         "query": {"query": "label_values(csv_exporter_build_info, job)", "refId": "v"},
         "definition": "label_values(csv_exporter_build_info, job)", "refresh": 2, "multi": true, "includeAll": true,
         "allValue": ".+", "current": {"text": ["All"], "value": ["$__all"]}, "options": [], "sort": 1, "regex": "",
         "skipUrlSync": false, "hide": 0},
        {"name": "instance", "label": "Instance", "type": "query",
         "datasource": {"type": "prometheus", "uid": "$datasource"},
         "query": {"query": @instances@, "refId": "v"}, "definition": @instances@, "refresh": 2, "multi": true,
         "includeAll": true, "current": {"text": ["All"], "value": ["$__all"]}, "options": [],
         "sort": 1, "regex": "", "skipUrlSync": false, "hide": 0},
        {"name": "window", "label": "Window", "type": "query",
         "datasource": {"type": "prometheus", "uid": "$datasource"}, "query": {"query": @window@, "refId": "v"},
         "definition": @window@, "refresh": 2, "multi": false, "includeAll": false,
         "current": {"text": "10", "value": "10"}, "options": [], "sort": 0, "regex": "/ (\\d+) /", "skipUrlSync": true,
         "hide": 2}
      ]},
      "panels": [
    @panels@
      ]
    }

    """#

/// A panel of any type but `row`.
let panelTemplate = #"""
        {"id": @id@, "type": "@type@", "title": @title@, "description": @description@,
         "datasource": {"type": "prometheus", "uid": "$datasource"},
         "gridPos": {"x": @x@, "y": @y@, "w": @w@, "h": @h@}, "targets": [@targets@],
         @rest@, "pluginVersion": "13.2.0"}
    """#

/// A row, which holds no panels: those below belong to it.
let rowTemplate = #"""
        {"id": @id@, "type": "row", "title": @title@, "collapsed": false, "panels": [],
         "gridPos": {"x": 0, "y": @y@, "w": 24, "h": 1}}
    """#

/// A query of a panel.
let targetTemplate = #"""

          {"datasource": {"type": "prometheus", "uid": "$datasource"}, "expr": @expr@, "legendFormat": @legend@,
           "refId": "@ref@", "editorMode": "code", "instant": @instant@, "range": @range@, "format": "@format@"}
    """#

/// One number.
let statTemplate = #"""
    "fieldConfig": {"defaults": {"unit": "@unit@", "color": {"mode": "thresholds"},
           "thresholds": {"mode": "absolute", "steps": [{"color": "blue", "value": null}]}, "mappings": [],
           "noValue": "no exporter answers"@more@}, "overrides": []},
         "options": {"reduceOptions": {"values": @values@, "calcs": [@calcs@], "fields": "@fields@"},
           "orientation": "auto", @look@}@transformations@
    """#

/// The look of a number, and that of a gauge.
let statLook = #"""
    "textMode": "auto", "colorMode": "value", "graphMode": "none", "justifyMode": "auto",
           "wideLayout": true, "showPercentChange": false
    """#
let gaugeLook = #"""
    "showThresholdLabels": false, "showThresholdMarkers": false, "sizing": "auto",
           "minVizWidth": 75, "minVizHeight": 75
    """#

/// A time as text in UTC: Grafana writes dates in the zone of the reader.
let clockTransformations = #"""
    , "transformations": [{"id": "convertFieldType", "options": {"fields": {}, "conversions": [
           {"targetField": "Value", "destinationType": "time"},
           {"targetField": "Value", "destinationType": "string", "dateFormat": "ddd YYYY-MM-DD HH:mm:ss",
            "timezone": "utc"}]}}]
    """#

/// A table of texts and numbers.
let tableTemplate = #"""
    "fieldConfig": {"defaults": {"unit": "string", "color": {"mode": "fixed", "fixedColor": "text"},
           "thresholds": {"mode": "absolute", "steps": [{"color": "text", "value": null}]}, "mappings": [],
           "noValue": "–",
           "custom": {"align": "auto", "minWidth": 60, "cellOptions": {"type": "auto"}, "inspect": false,
             "filterable": false}},
          "overrides": [{"matcher": {"id": "byType", "options": "number"}, "properties": [
            {"id": "unit", "value": "@unit@"}, {"id": "custom.width", "value": 90}]}]},
         "options": {"showHeader": true, "cellHeight": "sm", "sortBy": [@sort@],
           "footer": {"show": false, "reducer": ["sum"], "countRows": false, "fields": ""}},
         "transformations": [@transformations@]
    """#

/// Lines over time. The query T puts the event time of day into the tooltip.
let linesTemplate = #"""
    "fieldConfig": {"defaults": {"unit": "@unit@", "color": {"mode": "fixed", "fixedColor": "@colour@"},
           "thresholds": {"mode": "absolute", "steps": [{"color": "text", "value": null}]}, "mappings": [],
           "noValue": "Nothing to draw: no exporter answers, or its event clock stands.",
           "custom": {"drawStyle": "line", "lineInterpolation": "@interpolation@", "lineWidth": @width@,
             "fillOpacity": 0, "showPoints": "never", "spanNulls": false, "stacking": {"mode": "none", "group": "A"},
             "axisLabel": @axis@, "axisPlacement": "auto", "gradientMode": "none"}},
          "overrides": [@overrides@
            {"matcher": {"id": "byFrameRefID", "options": "T"}, "properties": [{"id": "unit", "value": "dthms"},
             {"id": "decimals", "value": 0}, {"id": "color", "value": {"mode": "fixed", "fixedColor": "transparent"}},
             {"id": "custom.axisPlacement", "value": "hidden"}, {"id": "custom.lineWidth", "value": 0},
             {"id": "custom.hideFrom", "value": {"legend": true, "tooltip": false, "viz": false}}]}]},
         "options": {"legend": {@legend@, "showLegend": @haslegend@, "calcs": []},
           "tooltip": {"mode": "multi", "sort": "desc"}}
    """#

/// The colour of one line.
let overrideTemplate = #"""

            {"matcher": {"id": "byName", "options": @name@}, "properties": [
             {"id": "color", "value": {"mode": "fixed", "fixedColor": "@colour@"}},
             {"id": "custom.lineWidth", "value": 2}]},
    """#

/// The buckets of a histogram over time.
let heatTemplate = #"""
    "fieldConfig": {"defaults": {"unit": "@unit@", "color": {"mode": "thresholds"},
           "thresholds": {"mode": "absolute", "steps": [{"color": "text", "value": null}]}, "mappings": [],
           "noValue": "No observation in this time range.",
           "custom": {"hideFrom": {"legend": false, "tooltip": false, "viz": false},
             "scaleDistribution": {"type": "linear"}}}, "overrides": []},
         "options": {"calculate": false, "cellGap": 0,
           "color": {"mode": "scheme", "scheme": "Blues", "steps": 64, "reverse": false, "exponent": 0.5,
             "fill": "dark-orange"},
           "yAxis": {"axisPlacement": "left", "unit": "@unit@", "reverse": false},
           "rowsFrame": {"layout": "auto", "value": "Observations"}, "legend": {"show": true},
           "tooltip": {"mode": "single", "yHistogram": false, "showColorScale": false},
           "exemplars": {"color": "rgba(255,0,255,0.7)"}, "filterValues": {"le": 1e-9}, "showValue": "never",
           "cellValues": {"unit": "short"}}
    """#
