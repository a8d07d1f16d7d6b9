package journal

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

// archiveOf writes exchanges in the HTTP Archive format 1.2, which the network tab
// of a browser opens.
func archiveOf(entries []Entry, origin string) map[string]any {
	list := []any{}
	for _, e := range entries {
		list = append(list, archived(e, origin))
	}
	return map[string]any{"log": map[string]any{
		"version": "1.2", "creator": map[string]any{"name": "rolecall", "version": "1"}, "entries": list,
	}}
}

func archived(e Entry, origin string) map[string]any {
	query := []any{}
	if address, err := url.Parse(e.Path); err == nil {
		query = namedValues(address.Query())
	}
	request := map[string]any{
		"method": e.Method, "url": origin + e.Path, "httpVersion": "HTTP/1.1", "cookies": []any{}, "headers": namedValues(e.Request.Headers),
		"queryString": query, "headersSize": -1, "bodySize": e.Request.Size,
	}
	if e.Request.Body != "" {
		request["postData"] = map[string]any{"mimeType": e.Request.Headers.Get("Content-Type"), "text": e.Request.Body}
	}
	return map[string]any{
		"startedDateTime": e.Time.Format(time.RFC3339Nano), "time": e.Took, "request": request,
		"response": map[string]any{
			"status": e.Status, "statusText": http.StatusText(e.Status), "httpVersion": "HTTP/1.1", "cookies": []any{}, "headers": namedValues(e.Reply.Headers),
			"content":     map[string]any{"size": e.Reply.Size, "mimeType": e.Reply.Headers.Get("Content-Type"), "text": e.Reply.Body},
			"redirectURL": e.Reply.Headers.Get("Location"), "headersSize": -1, "bodySize": e.Reply.Size,
		},
		"cache": map[string]any{}, "timings": map[string]any{"send": 0, "wait": e.Took, "receive": 0},
		"_persona": e.Persona, "_operation": e.Operation, "_rule": e.Rule, "_reason": e.Reason, "_faults": e.Faults, "_violations": e.Violations,
	}
}

// namedValues writes headers or a query as the format has them, by name.
func namedValues(values map[string][]string) []any {
	out := []any{}
	names := []string{}
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range values[name] {
			out = append(out, map[string]any{"name": name, "value": value})
		}
	}
	return out
}
