package main

// habits are flags that other programs for such work have (Prism, Mockoon, WireMock,
// Schemathesis, Specmatic), by the command in which somebody is likely to write them, and
// what to do here.
var habits = map[string]map[string]string{
	"mock": {
		"seed":                "did you mean --populate-seed?",
		"cors":                "pages of all origins may ask the mock; leave it out",
		"latency":             "did you mean --delay?",
		"errors":              "what does not fit is always refused; --fault makes errors at random",
		"error-rate":          "did you mean --fault?",
		"dynamic":             "what is not stored is made of its schema; leave it out",
		"data":                "did you mean --spec?",
		"file":                "did you mean --spec?",
		"openapi":             "did you mean --spec?",
		"hostname":            "did you mean --host?",
		"bind":                "did you mean --addr?",
		"listen":              "did you mean --addr?",
		"https":               "did you mean --tls?",
		"https-port":          "write --tls with --port",
		"https-keystore":      "write --tls-cert with --tls-key",
		"proxy-all":           "did you mean --proxy?",
		"verbose":             "requests are logged unless --quiet says otherwise; leave it out",
		"watch-files":         "did you mean --watch?",
		"log-level":           "requests are logged unless --quiet says otherwise; --log-format says how",
		"disable-log-to-file": "no file is logged to; leave it out",
	},
	"verify": {
		"url":                  targetInstead,
		"base-url":             targetInstead,
		"base":                 targetInstead,
		"endpoint":             targetInstead,
		"host":                 targetInstead,
		"server":               targetInstead,
		"test-base-url":        targetInstead,
		"report":               reportInstead,
		"output":               reportInstead,
		"out":                  reportInstead,
		"format":               reportInstead,
		"junit-xml":            "did you mean --junit?",
		"report-junit-path":    "did you mean --junit?",
		"report-har-path":      "did you mean --har?",
		"checks":               filterInstead,
		"include-tag":          filterInstead,
		"include-path":         filterInstead,
		"include-operation-id": filterInstead,
		"workers":              "did you mean --concurrency?",
		"dry-run":              "did you mean --list?",
		"max-time":             "did you mean --deadline?",
		"request-timeout":      "did you mean --timeout?",
		"exitfirst":            "did you mean --fail-fast?",
		"maxfail":              "did you mean --fail-fast?",
		"bail":                 "did you mean --fail-fast?",
		"seed":                 "did you mean --shuffle?",
		"tls-verify":           "did you mean --ca-file?",
		"insecure":             "did you mean --ca-file?",
		"schema":               "did you mean --spec?",
		"openapi":              "did you mean --spec?",
		"contract":             "did you mean --spec?",
		"auth":                 tokenInstead,
		"token":                tokenInstead,
	},
	"fixtures": {
		"number":  "did you mean --count?",
		"rows":    "did you mean --count?",
		"records": "did you mean --count?",
		"output":  "did you mean --out?",
		"file":    "did you mean --out?",
	},
	"proxy": {
		"upstream": "did you mean --target?",
		"url":      "did you mean --target?",
		"errors":   "did you mean --strict-client?",
	},
}

const (
	targetInstead = "the address stands in --target-file, and --target gives another one"
	reportInstead = "--json, --junit, --sarif and --html name the file of a report each"
	filterInstead = "did you mean --filter?"
	tokenInstead  = "tokens stand in the --target-file, below personas or keys"
)
