package independent

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// refusal is an answer that is no success.
type refusal struct {
	status int
	rule   string
	text   string
	header http.Header
}

func no(status int, rule, text string) *refusal {
	return &refusal{status: status, rule: rule, text: text}
}

func (c *call) refuse(refused *refusal) {
	h := c.w.Header()
	for name, values := range refused.header {
		h[name] = values
	}
	if !c.fault("errors-may-be-sniffed") && !(c.fault("404-may-be-sniffed") && refused.status == 404) {
		h.Set("X-Content-Type-Options", "nosniff")
	}
	if challenge := c.challenge(); refused.status == 401 && challenge != "" {
		h.Set("WWW-Authenticate", challenge)
	}
	switch {
	case c.s.has("problem"):
		c.problem(refused)
	case c.s.errors == "json":
		h.Set("Content-Type", "application/json")
		c.w.WriteHeader(refused.status)
		fmt.Fprintf(c.w, `[{"error":%q}]`, refused.text)
	default:
		h.Set("Content-Type", "text/plain; charset=utf-8")
		c.w.WriteHeader(refused.status)
		fmt.Fprintln(c.w, refused.text)
	}
}

// problem writes a refusal in the form of RFC 9457.
func (c *call) problem(refused *refusal) {
	shape := map[string]any{
		"type": "tag:people.example,2026:" + refused.rule, "title": http.StatusText(refused.status),
		"detail": refused.text, "status": refused.status, "instance": c.r.URL.Path, "retryable": false,
	}
	media := "application/problem+json; charset=utf-8"
	if c.fault("problem-as-json") || c.fault("404-as-json") && refused.status == 404 && c.noun == "" ||
		c.fault("405-as-json") && refused.status == 405 || c.fault("401-as-json") && refused.status == 401 ||
		c.fault("413-as-json") && refused.status == 413 {
		media = "application/json"
	}
	for _, member := range []string{"type", "title", "status", "detail"} {
		if c.fault("problem-without-"+member) || c.fault("409-without-"+member) && refused.status == 409 {
			delete(shape, member)
		}
	}
	if c.fault("problem-status-text") {
		shape["status"] = fmt.Sprint(refused.status)
	}
	if c.fault("problem-status-other") {
		shape["status"] = refused.status / 100 * 100
	}
	c.w.Header().Set("Content-Type", media)
	if c.fault("unknown-path-as-html") && c.noun == "" {
		c.w.Header().Set("Content-Type", "text/html")
	}
	c.w.WriteHeader(refused.status)
	_ = json.NewEncoder(c.w).Encode(shape)
}

// send answers with data, in pieces so that no length can be told.
func (c *call) send(status int, data any) *refusal {
	envelope := map[string]any{"data": data}
	if c.s.wide {
		envelope["meta"] = map[string]any{"took": 3, "count": nil}
		envelope["aaa"] = []any{}
	}
	return c.write(status, envelope)
}

func (c *call) write(status int, body any) *refusal {
	text, err := json.Marshal(body)
	if err != nil {
		return no(500, "", err.Error())
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	if c.fault("json-as-text") {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	if c.fault("json-as-vendor") {
		h.Set("Content-Type", "application/vnd.people+json")
	}
	switch {
	case c.fault("may-be-stored"):
	case c.fault("may-be-revalidated"):
		h.Set("Cache-Control", "no-cache")
	case c.fault("private-only"):
		h.Set("Cache-Control", "private, max-age=60")
	default:
		h.Set("Cache-Control", "private, No-Store, max-age=0")
	}
	if !c.fault("may-be-sniffed") {
		h.Set("X-Content-Type-Options", "nosniff")
	}
	c.w.WriteHeader(status)
	half := len(text) / 2
	_, _ = c.w.Write(text[:half])
	if flusher, can := c.w.(http.Flusher); can && !c.s.terse {
		flusher.Flush()
	}
	_, _ = c.w.Write(text[half:])
	return nil
}

// locate says where what was made can be read.
func (c *call) locate(id string) {
	noun := map[string]string{"users": "users", "roles": "accessroles"}[c.noun]
	path := "/api/" + c.version + "/" + noun + "/" + id
	switch c.s.location {
	case "absolute":
		path = "http://" + c.r.Host + path
	case "relative":
		path = noun + "/" + id
	}
	if c.fault("location-missing") {
		return
	}
	if c.fault("location-without-api") {
		path = "/" + c.version + "/" + noun + "/" + id
	}
	if c.fault("location-of-collection") {
		path = strings.TrimSuffix(path, "/"+id)
	}
	if c.fault("location-id-alone") {
		path = id
	}
	if c.fault("location-doubled") {
		path = strings.Replace(path, "/"+c.version+"/", "/"+c.version+"/"+c.version+"/", 1)
	}
	c.w.Header().Set("Location", path)
}
