package mockserver_test

import "testing"

// TestEntityTagsNameVersions reads an article, changes it under the eyes of another
// who means the version before, and asks whether what is known is still there.
func TestEntityTagsNameVersions(t *testing.T) {
	a := serve(t, "../../internal/corpus/testdata/articles.yaml")
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
