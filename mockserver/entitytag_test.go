package mockserver_test

import "testing"

// articles is a list of records whose versions have names, and one of records whose
// versions have none.
const articles = `
openapi: 3.1.0
info: {title: Articles, version: "1"}
components:
  headers: {Tag: {schema: {type: string}}}
  parameters:
    Match: {name: If-Match, in: header, schema: {type: string}}
    NoneMatch: {name: if-none-match, in: header, schema: {type: string}}
  responses:
    One: {description: One., headers: {ETag: {$ref: "#/components/headers/Tag"}}, content: {application/json: {schema: {$ref: "#/components/schemas/Article"}}}}
    Plain: {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
  schemas:
    Article: {type: object, required: [title], properties: {id: {type: integer, readOnly: true}, title: {type: string}}}
    Note: {type: object, required: [text], properties: {id: {type: integer, readOnly: true}, text: {type: string}}}
paths:
  /articles:
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Article"}}}}}}}
    post: {requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Article"}}}}, responses: {"201": {$ref: "#/components/responses/One"}}}
  /articles/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {parameters: [{$ref: "#/components/parameters/NoneMatch"}], responses: {"200": {$ref: "#/components/responses/One"}, "304": {description: Known.}, "404": {description: None.}}}
    put: {parameters: [{$ref: "#/components/parameters/Match"}], requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Article"}}}}, responses: {"200": {$ref: "#/components/responses/One"}, "412": {description: Outdated.}}}
    patch: {parameters: [{$ref: "#/components/parameters/Match"}], requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {title: {type: string}}}}}}, responses: {"200": {$ref: "#/components/responses/One"}, "412": {description: Outdated.}}}
    delete: {parameters: [{$ref: "#/components/parameters/Match"}], responses: {"204": {description: Gone.}, "412": {description: Outdated.}}}
  /notes:
    get: {responses: {"200": {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Note"}}}}}}}
    post: {requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}, responses: {"201": {$ref: "#/components/responses/Plain"}}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {$ref: "#/components/responses/Plain"}, "404": {description: None.}}}
    put: {parameters: [{$ref: "#/components/parameters/Match"}], requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}, responses: {"200": {$ref: "#/components/responses/Plain"}}}
`

// TestEntityTagsNameVersions reads an article, changes it under the eyes of another
// who means the version before, and asks whether what is known is still there.
func TestEntityTagsNameVersions(t *testing.T) {
	a := serveText(t, articles)
	tag := func() string { return a.last.Header.Get("ETag") }
	a.do(`POST /articles {"title":"A"}`, "", 201)
	path, first := "/articles/"+a.member("id"), tag()
	if len(first) < 3 || first[0] != '"' {
		t.Fatalf("the ETag of a create is %s", first)
	}
	a.do("GET "+path, "", 200, `"title":"A"`)
	if tag() != first {
		t.Errorf("a read has %s, the create had %s", tag(), first)
	}
	a.do("GET "+path, "If-None-Match: "+first, 304)
	if a.text != "" || tag() != first {
		t.Errorf("304 with %q and %s", a.text, tag())
	}
	a.do("GET "+path, `If-None-Match: "other", W/`+first, 304)
	a.do("GET "+path, `If-None-Match: "other"`, 200, `"title":"A"`)
	a.do("PATCH "+path+` {"title":"B"}`, "If-Match: "+first, 200, `"title":"B"`)
	second := tag()
	if second == first || second == "" {
		t.Errorf("a change leaves the ETag %s as %s", first, second)
	}
	for _, line := range []string{"PATCH " + path + ` {"title":"C"}`, "PUT " + path + ` {"title":"C"}`, "DELETE " + path} {
		a.do(line, "If-Match: "+first, 412, second[1:len(second)-1], "!C\"")
		if stage := a.last.Header.Get("Rolecall-Stage"); stage != "action" {
			t.Errorf("%s: the stage is %q", line, stage)
		}
	}
	a.do("PUT "+path+` {"title":"C"}`, "If-Match: W/"+second, 412)
	a.do("GET "+path, "If-None-Match: "+first, 200, `"title":"B"`)
	a.do("PUT "+path+` {"title":"C"}`, "If-Match: *", 200, `"title":"C"`)
	a.do("PATCH "+path+` {"title":"D"}`, "", 200, `"title":"D"`)
	a.do("DELETE "+path, `If-Match: "other", `+tag(), 204)

	a.do(`POST /notes {"text":"A"}`, "", 201)
	if tag() != "" {
		t.Errorf("the document has no ETag, and the reply has %s", tag())
	}
	a.do("PUT /notes/"+a.member("id")+` {"text":"B"}`, `If-Match: "other"`, 200, `"text":"B"`)
}
