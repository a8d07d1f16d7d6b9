package conformance_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
)

// tools is a document in which hardly a member need be sent, records stand below others,
// and ids are numbers.
const tools = `
openapi: 3.1.0
info: {title: Tools, version: "1"}
paths:
  /tools:
    get:
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}, {name: size, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 20}}, {name: sort, in: query, schema: {type: string, enum: [name, -name]}}]
      responses: {"200": {description: Some., headers: {X-Total-Count: {required: true, schema: {type: integer}}}, content: {application/json: {schema: {type: object, required: [items, total], properties: {items: {type: array, items: {$ref: "#/components/schemas/Tool"}}, total: {type: integer}, totalPages: {type: integer}, pageNumber: {type: integer}, pageSize: {type: integer}, first: {type: boolean}, last: {type: boolean}, empty: {type: boolean}, numberOfElements: {type: integer}}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewTool"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Tool"}}}}, "422": {description: Wrong.}}
  /tools/{toolId}:
    parameters: [{name: toolId, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Tool"}}}}, "404": {description: None.}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/NewTool"}}}}
      responses: {"200": {description: Put., content: {application/json: {schema: {$ref: "#/components/schemas/Tool"}}}}, "404": {description: None.}, "422": {description: Wrong.}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/ToolChange"}}}}
      responses: {"200": {description: Changed., content: {application/json: {schema: {$ref: "#/components/schemas/Tool"}}}}, "404": {description: None.}, "422": {description: Wrong.}}
    delete: {responses: {"204": {description: Gone.}, "404": {description: None.}}}
  /tools/{toolId}/repairs:
    parameters: [{name: toolId, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Repair"}}}}}, "404": {description: None.}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string}, cost: {type: number, minimum: 0}}}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Repair"}}}}, "404": {description: None.}, "409": {description: There is one.}, "422": {description: Wrong.}}
  /tools/{toolId}/repairs/{id}:
    parameters: [{name: toolId, in: path, required: true, schema: {type: integer}}, {name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Repair"}}}}, "404": {description: None.}}}
components:
  schemas:
    NewTool:
      type: object
      required: [name]
      properties: &all
        name: {type: string, maxLength: 60}
        weight: {type: number, minimum: 0, maximum: 100}
        price: {anyOf: [{type: number, minimum: 0}, {type: "null"}]}
        state: {type: string, enum: [new, used, worn], default: new}
        boughtAt: {type: string, format: date-time}
        shelf: {type: object, required: [row], properties: {row: {type: integer, minimum: 1}, side: {type: string}}}
        marks: {type: array, items: {type: string}}
    ToolChange: {type: object, properties: *all}
    Tool: {type: object, required: [id, name, state], properties: {id: {type: integer}, name: {type: string}, weight: {type: number}, price: {anyOf: [{type: number}, {type: "null"}]}, state: {type: string, enum: [new, used, worn]}, boughtAt: {type: string, format: date-time}, shelf: {type: object, properties: {row: {type: integer}, side: {type: string}}}, marks: {type: array, items: {type: string}}}}
    Repair: {type: object, required: [id, toolId, text], properties: {id: {type: integer}, toolId: {type: integer}, text: {type: string}, cost: {type: number}}}
`

// toolsFaults are mistakes around the mock of the tools.
func toolsFaults() []openAPIFault {
	page := func(change func(r *http.Request, items []any) []any, total func(items []any, all any) any) func(http.Handler) http.Handler {
		return replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			var body map[string]any
			if r.Method != http.MethodGet || r.URL.Path != "/tools" || json.Unmarshal(w.Body.Bytes(), &body) != nil || body["items"] == nil {
				return
			}
			items, _ := body["items"].([]any)
			items = change(r, items)
			body["items"], body["total"] = items, total(items, body["total"])
			text, _ := json.Marshal(body)
			w.Body = bytes.NewBuffer(text)
		})
	}
	same := func(_ *http.Request, items []any) []any { return items }
	right := func(_ []any, all any) any { return all }
	return []openAPIFault{
		{"none", "", func(h http.Handler) http.Handler { return h }},
		{"a price that is not kept", "STATE-1", dropped(http.MethodPost, "price")},
		{"an object that is not kept", "STATE-1", sent(http.MethodPost, func(body map[string]any) {
			if _, is := body["shelf"].(map[string]any); is {
				body["shelf"] = map[string]any{"row": 1}
			}
		})},
		{"a default that is another", "STATE-1", sent(http.MethodPost, func(body map[string]any) {
			if body["state"] == nil {
				body["state"] = "worn"
			}
		})},
		{"a changed weight that is not kept", "STATE-2", dropped(http.MethodPatch, "weight")},
		{"a change that resets another", "STATE-2", sent(http.MethodPatch, func(body map[string]any) {
			if _, is := body["weight"]; !is && body["name"] != nil {
				body["weight"] = 7
			}
		})},
		{"null that is taken for nothing", "STATE-2", sent(http.MethodPatch, func(body map[string]any) {
			if value, is := body["price"]; is && value == nil {
				delete(body, "price")
			}
		})},
		{"a weight that a put does not keep", "STATE-3", dropped(http.MethodPut, "weight")},
		{"pages that lose a record between them", "STATE-6", page(func(r *http.Request, items []any) []any {
			if n, _ := strconv.Atoi(r.URL.Query().Get("page")); n > 1 && len(items) > 0 {
				return items[1:]
			}
			return items
		}, right)},
		{"the total of a page", "STATE-6", page(same, func(items []any, _ any) any { return len(items) })},
		{"a page that says it is the last", "STATE-6", telling("last", true)},
		{"a repair of another tool", "STATE-1", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			var body map[string]any
			if r.Method == http.MethodGet && json.Unmarshal(w.Body.Bytes(), &body) == nil && body["toolId"] != nil {
				body["toolId"] = 17
				text, _ := json.Marshal(body)
				w.Body = bytes.NewBuffer(text)
			}
		})},
		{"repairs of all tools below each", "STATE-9", belowAll("")},
		{"a repair below any tool", "STATE-7", belowAll("one")},
		{"an order that is not looked at", "STATE-11", changed(func(r *http.Request) { withoutQuery(r, "sort") })},
		{"one order for both ways", "STATE-11", changed(func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "sort=-", "sort=", 1) })},
		{"repairs of no tool", "STATE-7", replied(func(r *http.Request, w *httptest.ResponseRecorder) {
			if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/repairs") && w.Code == http.StatusNotFound {
				w.Code = http.StatusOK
				w.Header().Set("Content-Type", "application/json")
				w.Body = bytes.NewBufferString("[]")
			}
		})},
		{"the same repair twice is 500", "SHAPE-3", failsAgain},
		{"a header that is missing", "SHAPE-1", replied(func(_ *http.Request, w *httptest.ResponseRecorder) { w.Header().Del("X-Total-Count") })},
		{"a header that is no number", "SHAPE-1", replied(func(_ *http.Request, w *httptest.ResponseRecorder) {
			if w.Header().Get("X-Total-Count") != "" {
				w.Header().Set("X-Total-Count", "many")
			}
		})},
		{"a key that is no number", "INPUT-2", changed(func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "no-key") {
				r.URL.Path = "/tools"
			}
		})},
	}
}

// sent is a server that changes the body of each request of a method.
func sent(method string, change func(map[string]any)) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return answering(h, method, func(w http.ResponseWriter, r *http.Request) {
			text, body := read(r), map[string]any{}
			if json.Unmarshal([]byte(text), &body) == nil {
				change(body)
				mended, _ := json.Marshal(body)
				text = string(mended)
			}
			h.ServeHTTP(w, clonedWith(r, text))
		})
	}
}

// dropped is a server that takes no notice of a member, but that what is wrong is refused.
func dropped(method, member string) func(http.Handler) http.Handler {
	return sent(method, func(body map[string]any) {
		number, is := body[member].(float64)
		if text, written := body[member].(string); is && number > 0 && number < 100 || written && text != "text" {
			delete(body, member)
		}
	})
}

// failsAgain is a server that fails where it is sent what it was sent before.
func failsAgain(h http.Handler) http.Handler {
	var mu sync.Mutex
	known := map[string]bool{}
	return answering(h, http.MethodPost, func(w http.ResponseWriter, r *http.Request) {
		text := read(r)
		mu.Lock()
		again := known[r.URL.Path+text]
		known[r.URL.Path+text] = true
		mu.Unlock()
		if again && strings.HasSuffix(r.URL.Path, "/repairs") && strings.Contains(text, "rolecall-") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		h.ServeHTTP(w, clonedWith(r, text))
	})
}

// belowAll is a server that takes no notice of the tool that repairs stand below: in lists,
// or where one is read.
func belowAll(which string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		var mu sync.Mutex
		var paths []string
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			got := httptest.NewRecorder()
			h.ServeHTTP(got, r)
			place, id, of := strings.Cut(r.URL.Path, "/repairs")
			switch {
			case !of:
			case r.Method == http.MethodPost && got.Code == http.StatusCreated:
				paths = append(paths, r.URL.Path)
			case r.Method == http.MethodGet && id == "" && which == "" && got.Code == http.StatusOK:
				var all []any
				for _, path := range append(paths, place+"/repairs") {
					var some []any
					other := clonedWith(r, "")
					other.URL.Path = path
					one := httptest.NewRecorder()
					h.ServeHTTP(one, other)
					_ = json.Unmarshal(one.Body.Bytes(), &some)
					all = append(all, some...)
				}
				text, _ := json.Marshal(all)
				got.Body = bytes.NewBuffer(text)
			case r.Method == http.MethodGet && id != "" && which != "":
				for _, path := range paths {
					if got.Code == http.StatusNotFound {
						other := clonedWith(r, "")
						other.URL.Path = path + id
						got = httptest.NewRecorder()
						h.ServeHTTP(got, other)
					}
				}
			}
			copied(w, got)
		})
	}
}

// telling has a list say the same of each of its pages.
func telling(name string, value any) func(http.Handler) http.Handler {
	return replied(func(r *http.Request, w *httptest.ResponseRecorder) {
		var body map[string]any
		if r.Method == http.MethodGet && r.URL.Path == "/tools" && json.Unmarshal(w.Body.Bytes(), &body) == nil && body["items"] != nil {
			body[name] = value
			text, _ := json.Marshal(body)
			w.Body = bytes.NewBuffer(text)
		}
	})
}
