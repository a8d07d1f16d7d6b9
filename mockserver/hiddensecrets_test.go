package mockserver_test

import (
	"bufio"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// keptSecrets takes credentials in every way that a document can ask for them, and
// secrets in bodies of every kind that is kept.
const keptSecrets = `
openapi: 3.1.0
info: {title: Secrets, version: "1"}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    session: {type: apiKey, in: cookie, name: sid}
    key: {type: apiKey, in: header, name: X-Key}
    part: {type: apiKey, in: query, name: k}
    flow: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}}
  schemas:
    Account:
      type: object
      properties:
        name: {type: string}
        login: {type: object, properties: {password: {type: string, minLength: 40}, pin: {type: string, enum: [a, b]}, answer: {type: string, writeOnly: true, pattern: "^a$"}}}
paths:
  /accounts:
    post:
      security: [{basic: []}, {session: []}, {key: []}, {part: []}]
      parameters:
        - {name: otp, in: query, schema: {type: string, pattern: "^[0-9]+$"}}
        - {name: X-Api-Secret, in: header, schema: {type: string, enum: [one]}}
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Account"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Account"}}
          multipart/form-data: {schema: {$ref: "#/components/schemas/Account"}}
          text/plain: {schema: {type: string}}
      responses:
        "200":
          description: a session
          headers: {Set-Cookie: {schema: {type: string}, example: sid=hunter2-in-a-cookie}}
          content: {application/json: {schema: {type: object}, example: {name: kept-name, sessions: [{accessToken: hunter2-in-an-example}]}}}
`

// TestNoSecretIsToldWhereverItStands sends secrets in every way to a document that has
// nothing of Users, and looks at the journal, the archive, the events and the log.
func TestNoSecretIsToldWhereverItStands(t *testing.T) {
	doc, err := spec.Load("secrets.yaml", []byte(keptSecrets))
	if err != nil {
		t.Fatal(err)
	}
	var log lockedBuffer
	c := newClientOf(t, "", doc, mockserver.WithLog(log.logger()))
	basic := func(text string) string {
		return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(text))
	}
	const none = "-Content-Type"
	for _, one := range []struct {
		line    string
		headers []string
	}{
		{`POST //accounts {"name":"kept-name","login":{"password":"hunter2-in-a-body","pin":"hunter2","answer":"hunter2"}}`, []string{basic("bootstrap:")}},
		{`POST //accounts [{"name":"kept-name","logins":[{"Client_Secret":["hunter2",{"x":"hunter2"}]}]}]`, []string{basic("bootstrap:")}},
		{`POST //accounts?otp=hunter2&k=hunter2-in-a-query {}`, []string{"X-Api-Secret: hunter2-in-a-header"}},
		{`POST //accounts {}`, []string{basic("hunter2-in-basic:hunter2-too")}},
		{`POST //accounts {}`, []string{"Cookie: theme=dark; sid=hunter2-in-a-session"}},
		{`POST //accounts {}`, []string{"X-Key: hunter2-in-a-key"}},
		{`POST //accounts name=kept-name&login[password]=hunter2&login%5Bpin%5D=hunter2`, []string{none, "Content-Type: application/x-www-form-urlencoded", basic("bootstrap:")}},
		{"POST //accounts --b\r\nContent-Disposition: form-data; name=\"login[password]\"\r\n\r\nhunter2\r\n--b--\r\n", []string{none, "Content-Type: multipart/form-data; boundary=b", basic("bootstrap:")}},
		{`POST //accounts my password is hunter2`, []string{none, "Content-Type: text/plain", basic("bootstrap:")}},
		{`POST //token grant_type=client_credentials&client_id=kept-name&client_secret=hunter2`, []string{none, "Content-Type: application/x-www-form-urlencoded"}},
		{`POST //accounts {}`, []string{basic("bootstrap:"), "Prefer: code=200"}},
		{`POST //accounts {}`, []string{basic("bootstrap:"), "Referer: http://app.test/callback?code=1&token=hunter2"}},
	} {
		method, rest, _ := strings.Cut(one.line, " ")
		path, body, _ := strings.Cut(rest, " ")
		c.do("", method, path, body, one.headers...)
	}
	c.control(201, "POST", "/worlds/default/rules", `{"answer":{"status":200,"headers":{"Set-Cookie":"sid=hunter2","X-Key":"hunter2"},"body":{"name":"kept-name","refreshToken":"hunter2","list":[{"private_key":{"d":"hunter2"}}]}}}`)
	if r := c.do("", "POST", "//accounts", "{}", basic("bootstrap:")); !strings.Contains(r.text, "hunter2") {
		t.Fatalf("the rule answers %s", r.text)
	}
	number, _ := c.control(200, "GET", "/worlds/default/journal", "").at("total").(float64)
	if number < 12 {
		t.Fatalf("%v exchanges are kept", number)
	}
	told := map[string]string{"the log": log.String(), "the events": firstEvents(t, c, int(number))}
	for _, path := range []string{"/journal", "/journal.har", "/journal/counts"} {
		told[path] = c.control(200, "GET", "/worlds/default"+path, "").text
	}
	for what, text := range told {
		for _, secret := range []string{"hunter2", "aHVudGVyMi", "Ym9vdHN0cmFw"} { // the others are the basic credentials as they are sent
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s tells a secret: …%s", what, text[max(0, at-300):min(len(text), at+50)])
			}
		}
	}
	if strings.Count(told["/journal"], "kept-name") < 5 {
		t.Errorf("what is not secret is not kept: %s", told["/journal"])
	}
}

// firstEvents is what the stream of events says of so many exchanges.
func firstEvents(t *testing.T, c *client, number int) string {
	t.Helper()
	res, err := http.Get(c.url + "/_rolecall/v1/worlds/default/journal/events?after=0")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out strings.Builder
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, 1<<20)
	for number > 0 && lines.Scan() {
		if out.WriteString(lines.Text()); strings.HasPrefix(lines.Text(), "data:") {
			number--
		}
	}
	return out.String()
}
