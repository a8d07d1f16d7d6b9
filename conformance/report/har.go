package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cotalker/rolecall/conformance"
)

// The members are those of HTTP Archive 1.2.
type (
	harLog struct {
		Version string     `json:"version"`
		Creator harCreator `json:"creator"`
		Entries []harEntry `json:"entries"`
		Comment string     `json:"comment"`
	}
	harCreator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harEntry struct {
		Started  string      `json:"startedDateTime"`
		Time     float64     `json:"time"`
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment"`
	}
	harRequest struct {
		Method      string       `json:"method"`
		URL         string       `json:"url"`
		HTTPVersion string       `json:"httpVersion"`
		Cookies     []harPair    `json:"cookies"`
		Headers     []harPair    `json:"headers"`
		Query       []harPair    `json:"queryString"`
		PostData    *harPostData `json:"postData,omitempty"`
		HeadersSize int          `json:"headersSize"`
		BodySize    int          `json:"bodySize"`
	}
	harPostData struct {
		MimeType string    `json:"mimeType"`
		Params   []harPair `json:"params"`
		Text     string    `json:"text"`
		Comment  string    `json:"comment,omitempty"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		RedirectURL string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
	}
	harContent struct {
		Size     int    `json:"size"`
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Comment  string `json:"comment,omitempty"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// HAR writes the exchanges of failures as an HTTP Archive 1.2, for the tools
// that show those. Secrets are redacted, and long bodies are cut. A report that
// was read from JSON has none.
func HAR(w io.Writer, r *conformance.Report) error {
	log := harLog{
		Version: "1.2", Creator: harCreator{"rolecall verify", cmp.Or(r.Suite.Version, "unknown")}, Entries: []harEntry{},
		Comment: fmt.Sprintf("the exchanges of failures of %s at %s: %s", r.Contract, r.Target, r.Verdict),
	}
	for _, result := range r.Results {
		for _, p := range result.Problems {
			if p.Exchange != nil {
				entry := harEntryOf(p.Exchange)
				entry.Comment = fmt.Sprintf("%s: expected %s; got %s", result.Check.ID, p.Expected, p.Got)
				log.Entries = append(log.Entries, entry)
			}
		}
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(map[string]harLog{"log": log})
}

func harEntryOf(e *conformance.Evidence) harEntry {
	took := float64(e.Took.Microseconds()) / 1000
	entry := harEntry{
		Started: e.Started.UTC().Format(time.RFC3339Nano), Time: took, Timings: harTimings{Wait: took},
		Request: harRequest{
			Method: e.Method, URL: e.URL, HTTPVersion: e.Protocol, Cookies: []harPair{}, Headers: harPairs(e.Header),
			Query: harQuery(e.URL), HeadersSize: -1, BodySize: e.BodySize,
		},
		Response: harResponse{
			Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: e.Protocol, Cookies: []harPair{}, Headers: harPairs(e.ReplyHeader),
			Content:     harContent{Size: e.ReplySize, MimeType: harValue(e.ReplyHeader, "Content-Type"), Text: e.ReplyBody, Comment: harCut(e.ReplyBody, e.ReplySize)},
			RedirectURL: harValue(e.ReplyHeader, "Location"), HeadersSize: -1, BodySize: e.ReplySize,
		},
	}
	if e.BodySize > 0 {
		entry.Request.PostData = &harPostData{MimeType: harValue(e.Header, "Content-Type"), Params: []harPair{}, Text: e.Body, Comment: harCut(e.Body, e.BodySize)}
	}
	return entry
}

// harCut says that a body is not whole.
func harCut(text string, size int) string {
	if strings.HasSuffix(text, "…") && len(text) < size {
		return fmt.Sprintf("the beginning of %d bytes", size)
	}
	return ""
}

func harPairs(lines []conformance.HeaderLine) []harPair {
	out := make([]harPair, len(lines))
	for i, line := range lines {
		out[i] = harPair(line)
	}
	return out
}

// harValue is the value of a header, "" for none.
func harValue(lines []conformance.HeaderLine, name string) string {
	for _, line := range lines {
		if strings.EqualFold(line.Name, name) {
			return line.Value
		}
	}
	return ""
}

// harQuery are the names and values of a query, in its order.
func harQuery(address string) []harPair {
	out := []harPair{}
	_, query, _ := strings.Cut(address, "?")
	for query != "" {
		var one string
		one, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(one, "=")
		out = append(out, harPair{unescaped(name), unescaped(value)})
	}
	return out
}

func unescaped(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
