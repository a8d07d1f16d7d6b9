package conformance_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

// shelf is a list that is filtered by a boolean.
const shelf = `
openapi: 3.1.0
info: {title: Shelf, version: "1"}
paths:
  /items:
    get:
      parameters: [{name: in_stock, in: query, schema: {type: boolean}}]
      responses:
        "200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Item"}}}}}
        "422": {description: Wrong.}
    post:
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
      responses: {"201": {description: Made., content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}, "422": {description: Wrong.}}
  /items/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}, "404": {description: None.}}
components:
  schemas:
    Item: {type: object, required: [name], properties: {id: {type: string, readOnly: true}, name: {type: string}, in_stock: {type: boolean}}}
`

// TestABooleanMayBeWrittenInOtherWords has a server that reads TRUE, yes and 1 in a
// query as true, as many frameworks do, and one that reads any text so.
func TestABooleanMayBeWrittenInOtherWords(t *testing.T) {
	contract, err := spec.Load("shelf.yaml", []byte(shelf))
	if err != nil {
		t.Fatal(err)
	}
	reading := func(anyText bool) func(http.Handler) http.Handler {
		return changed(func(r *http.Request) {
			query := r.URL.Query()
			switch word := query.Get("in_stock"); {
			case word == "TRUE", word == "yes", word == "1", anyText && word != "" && word != "false":
				query.Set("in_stock", "true")
				r.URL.RawQuery = query.Encode()
			}
		})
	}
	askedWith(t, contract, openAPIFault{breaks: reading(false)})
	if failed := askedWith(t, contract, openAPIFault{rule: "INPUT-2", breaks: reading(true)}); len(failed) == 0 {
		t.Error("nothing tells of a boolean that is any text")
	}
}

// TestThereMayBeNoPageBehindTheLast has a server of numbered pages that knows no page
// behind the last one.
func TestThereMayBeNoPageBehindTheLast(t *testing.T) {
	text := strings.Replace(shelf, "{name: in_stock, in: query, schema: {type: boolean}}", "{name: page, in: query, schema: {type: integer, minimum: 1}}, {name: size, in: query, schema: {type: integer, minimum: 1, maximum: 20, default: 3}}", 1)
	contract, err := spec.Load("shelf.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var ended atomic.Int64
	askedWith(t, contract, openAPIFault{breaks: retelling(func(r *http.Request, reply *httptest.ResponseRecorder) {
		if r.Method == http.MethodGet && r.URL.Query().Get("page") != "" && strings.TrimSpace(reply.Body.String()) == "[]" {
			ended.Add(1)
			reply.Code = http.StatusNotFound
			reply.Body.Reset()
		}
	})})
	if ended.Load() == 0 {
		t.Error("no page behind the last was asked for")
	}
}

// TestAPutMayKeepWhatItLeavesOut has a server whose put changes what is sent and keeps the
// rest, as a framework does: a warning, and not more.
func TestAPutMayKeepWhatItLeavesOut(t *testing.T) {
	text := strings.Replace(shelf, `
components:`, `
    put:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}, "404": {description: None.}, "422": {description: Wrong.}}
components:`, 1)
	text = strings.Replace(text, "in_stock: {type: boolean}}}", "in_stock: {type: boolean}, place: {type: string}}}", 1)
	contract, err := spec.Load("shelf.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var kept atomic.Int64
	keeps := func(h http.Handler) http.Handler {
		return answering(h, http.MethodPut, func(w http.ResponseWriter, r *http.Request) {
			var was, sent map[string]any
			_ = json.Unmarshal(ask(h, r, http.MethodGet, "", "").Body.Bytes(), &was)
			body, _ := io.ReadAll(r.Body)
			if json.Unmarshal(body, &sent) == nil && sent["place"] == nil && was["place"] != nil && sent["name"] != nil {
				kept.Add(1)
				sent["place"] = was["place"]
				body, _ = json.Marshal(sent)
			}
			h.ServeHTTP(w, clonedWith(r, string(body)))
		})
	}
	failed := askedWith(t, contract, openAPIFault{"a put that keeps", "STATE-3/", keeps})
	for _, c := range failed {
		if c.Level == spec.MUST {
			t.Errorf("%s is failed", c.ID)
		}
	}
	if kept.Load() == 0 || len(failed) != 1 {
		t.Errorf("of %d puts %d checks fail, want one that warns", kept.Load(), len(failed))
	}
}

// TestAFilterBehindTheFirstPageIsAsked has a list whose first page is full of records of
// one kind, by a server that takes no notice of the kind that it is asked for.
func TestAFilterBehindTheFirstPageIsAsked(t *testing.T) {
	text := strings.Replace(shelf, "{name: in_stock, in: query, schema: {type: boolean}}", "{name: kind, in: query, schema: {$ref: '#/components/schemas/Kind'}}, {name: size, in: query, schema: {type: integer, minimum: 1, maximum: 50, default: 3}}, {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}", 1)
	text = strings.Replace(text, "required: [name]", "required: [name, kind]", 1)
	text = strings.Replace(text, "in_stock: {type: boolean}", "kind: {$ref: '#/components/schemas/Kind'}", 1) + "    Kind: {type: string, enum: [first, second, third]}\n"
	text = strings.Replace(text, "Item: {type: object,", "Item: {type: object, x-resource: {collection: items, id: id, empty: true},", 1)
	contract, err := spec.Load("shelf.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	askedWith(t, contract, openAPIFault{breaks: func(h http.Handler) http.Handler { return h }})
	failed := askedWith(t, contract, openAPIFault{"every kind", "STATE-9", func(h http.Handler) http.Handler {
		return changed(func(r *http.Request) {
			query := r.URL.Query()
			query.Del("kind")
			r.URL.RawQuery = query.Encode()
		})(h)
	}})
	if !slices.ContainsFunc(failed, func(c *conformance.Check) bool { return strings.HasSuffix(c.ID, "/filter/kind") }) {
		t.Error("nothing tells of a kind that is not looked at")
	}
}

// TestAServerMayWriteWhatWasSentInItsOwnWay has a server that shows instants in its own zone
// and in seconds, and decimals with two places.
func TestAServerMayWriteWhatWasSentInItsOwnWay(t *testing.T) {
	text := strings.Replace(shelf, "required: [name], properties: {", "required: [name, due, price, fee], properties: {due: {type: string, format: date-time}, price: {type: string, format: decimal, pattern: '^[0-9]+([.][0-9]+)?$'}, fee: {type: string, format: decimal}, ", 1)
	contract, err := spec.Load("shelf.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var rewritten atomic.Int64
	askedWith(t, contract, openAPIFault{breaks: replied(func(_ *http.Request, w *httptest.ResponseRecorder) {
		var shown any
		if json.Unmarshal(w.Body.Bytes(), &shown) != nil {
			return
		}
		list, is := shown.([]any)
		if !is {
			list = []any{shown}
		}
		for _, one := range list {
			item, _ := one.(map[string]any)
			if due, err := time.Parse(time.RFC3339Nano, fmt.Sprint(item["due"])); err == nil {
				item["due"] = due.In(time.FixedZone("", 2*60*60)).Format(time.RFC3339)
				rewritten.Add(1)
			}
			for _, name := range []string{"price", "fee"} {
				if price, err := strconv.ParseFloat(fmt.Sprint(item[name]), 64); err == nil {
					item[name] = strconv.FormatFloat(price, 'f', 2, 64)
				} else if item[name] != nil && strings.HasPrefix(fmt.Sprint(item["name"]), "rolecall-") {
					t.Errorf("a decimal is sent as %v", item[name])
				}
			}
		}
		out, _ := json.Marshal(shown)
		w.Body.Reset()
		w.Body.Write(out)
	})})
	if rewritten.Load() == 0 {
		t.Error("no instant was written otherwise")
	}
}
