package mockserver_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/race"
	"github.com/cotalker/rolecall/spec"
)

// TestRecordsPastTheRules reads and writes records that no caller may read or
// write so.
func TestRecordsPastTheRules(t *testing.T) {
	c := newClient(t, "v3")
	const records = "/worlds/w/collections/users/records"
	as := "Rolecall-World: w"
	list := c.control(200, "GET", records+"?limit=2&offset=1", "")
	c.equal("a page", len(list.at("records").([]any)), 2)
	found := c.control(200, "GET", records+"?text=ROJAS", "")
	if total := found.at("total"); total == list.at("total") || total == 0. {
		t.Errorf("found: %s", found.text)
	}
	c.control(400, "GET", records+"?limit=1001", "")
	c.control(404, "GET", "/worlds/w/collections/nothing/records", "")
	c.control(404, "GET", records+"/"+unknown, "")

	stored := c.control(201, "PUT", records+"/"+unknown, `{"email":"not an email","isActive":true,"strange":1,"password":"secret-secret"}`)
	if strings.Contains(stored.text, "secret-secret") {
		t.Errorf("the password is shown: %s", stored.text)
	}
	if misfits, _ := stored.at("misfits").([]any); len(misfits) < 2 {
		t.Errorf("misfits: %s", stored.text)
	}
	c.equal("read as the contract says", c.want(200, "", "TOKEN", "GET", "/users/"+unknown, "", as).at("data.strange"), 1)
	c.want(404, "", "TOKEN", "GET", "/users/"+unknown, "")
	c.control(409, "PUT", records+"/"+unknown, `{"email":"JOHN.doe@example.com"}`)
	c.control(409, "PUT", records+"/0123456789abcdef01234568", `{"email":"not an email"}`)
	again := c.control(200, "PUT", records+"/"+unknown, `{"email":"now@example.com","isActive":true,"_id":"`+john+`"}`)
	c.equal("the id", again.at("record._id"), unknown)
	c.equal("found by its new email", c.want(200, "", "TOKEN", "GET", "/users?email=now@example.com&count=true", "", as).emails(), "now")
	c.control(201, "PUT", records+"/0123456789abcdef01234568", `{"email":"not an email"}`)
	c.want(200, "", "", "POST", "//auth/local", `{"email":"now@example.com","password":"secret-secret"}`, as)
	c.control(204, "DELETE", records+"/"+unknown, "")
	c.control(404, "DELETE", records+"/"+unknown, "")
	c.want(404, "", "TOKEN", "GET", "/users/"+unknown, "", as)
	for _, body := range []string{``, `[]`, `null`, `{"a":1,"a":2}`} {
		c.control(400, "PUT", records+"/"+unknown, body)
	}
	c.control(400, "PUT", records+"/not-an-id", `{}`)
	c.control(413, "PUT", records+"/"+unknown, `{"a":"`+strings.Repeat("a", 17<<20)+`"}`)

	// Rights are those of the roles as they are now.
	c.control(200, "PUT", "/worlds/w/collections/accessroles/records/"+admins, `{"name":"Administrators","active":true,"permissions":[]}`)
	c.want(403, "PRM-3", "TOKEN", "GET", "/users", "", as)
	c.want(200, "", "TOKEN", "GET", "/users", "")
}

// TestRecordsOfAnyDocument writes each record of each small document back as it
// was read, deletes it, and writes it anew.
func TestRecordsOfAnyDocument(t *testing.T) {
	files, _ := filepath.Glob("../internal/corpus/testdata/*.yaml")
	if testing.Short() {
		files = files[:4]
	}
	for i, file := range files {
		if race.Enabled && i%3 != 0 {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		document, err := spec.Load(file, text)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			c := newClientOf(t, "", document)
			if names := document.Permissions.Names(); len(names) > 0 {
				c.control(201, "POST", "/worlds/w/personas", `{"name":"one","permissions":["`+names[0]+`"]}`)
			}
			for _, r := range document.Resources {
				path := "/worlds/w/collections/" + r.Collection + "/records"
				list, _ := c.control(200, "GET", path, "").at("records").([]any)
				if len(list) == 0 {
					continue
				}
				first := list[0].(map[string]any)
				own := path + "/" + url.PathEscape(first["id"].(string))
				below, _ := first["below"].([]any)
				for i, id := range below {
					sign := "&"
					if i == 0 {
						sign = "?"
					}
					own += sign + "below=" + url.QueryEscape(id.(string))
				}
				body, _ := json.Marshal(first["record"])
				read := c.control(200, "GET", own, "")
				put := c.control(200, "PUT", own, string(body))
				c.equal("what was read and what was stored", put.body, read.body)
				c.control(204, "DELETE", own, "")
				c.control(404, "GET", own, "")
				c.equal("what was stored anew", c.control(201, "PUT", own, string(body)).body, read.body)
				c.equal("how many there are", c.control(200, "GET", path+"?limit=0", "").at("total").(float64) > 0, true)
			}
		})
	}
}
