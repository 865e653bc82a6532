"""Checks a PodMonitor of the Prometheus Operator against its documented fields: those of the API version v1, as of
release 0.93. The schemas of Kubernetes do not have them.
"""

import re

DURATION = re.compile(r"(0|(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)")
SPEC = {
    "attachMetadata": dict, "bodySizeLimit": str, "convertClassicHistogramsToNHCB": bool, "fallbackScrapeProtocol": str,
    "jobLabel": str, "keepDroppedTargets": int, "labelLimit": int, "labelNameLengthLimit": int,
    "labelValueLengthLimit": int, "namespaceSelector": dict, "nativeHistogramBucketLimit": int,
    "nativeHistogramMinBucketFactor": (int, str), "podMetricsEndpoints": list, "podTargetLabels": list,
    "sampleLimit": int, "scrapeClass": str, "scrapeClassicHistograms": bool, "scrapeNativeHistograms": bool,
    "scrapeProtocols": list, "selector": dict, "selectorMechanism": str, "targetLimit": int}
ENDPOINT = {
    "authorization": dict, "basicAuth": dict, "bearerTokenSecret": dict, "enableHttp2": bool, "filterRunning": bool,
    "followRedirects": bool, "honorLabels": bool, "honorTimestamps": bool, "interval": DURATION,
    "metricRelabelings": list, "noProxy": str, "oauth2": dict, "params": dict, "path": str, "port": str,
    "portNumber": int, "proxyConnectHeader": dict, "proxyFromEnvironment": bool, "proxyUrl": str, "relabelings": list,
    "scheme": str, "scrapeTimeout": DURATION, "targetPort": (int, str), "tlsConfig": dict,
    "trackTimestampsStaleness": bool}
SELECTOR = {"matchExpressions": list, "matchLabels": dict}


def check_fields(place, found, known):
    for key, value in found.items():
        assert key in known, f"{place}: the operator knows no {key}"
        wanted = known[key]
        is_right = (
            isinstance(value, str) and wanted.fullmatch(value) if isinstance(wanted, re.Pattern)
            else isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)))
        assert is_right, f"{place}: {key}: got {value!r}"


def check_pod_monitor(document):
    assert document["apiVersion"] == "monitoring.coreos.com/v1", document["apiVersion"]
    assert document.keys() == {"apiVersion", "kind", "metadata", "spec"}, sorted(document)
    spec = document["spec"]
    check_fields("spec", spec, SPEC)
    assert "selector" in spec, "spec: want a selector"
    check_fields("spec.selector", spec["selector"], SELECTOR)
    for endpoint in spec["podMetricsEndpoints"]:
        check_fields("spec.podMetricsEndpoints", endpoint, ENDPOINT)
