package mockserver_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// changed serves the embedded document after edits, pairs of old and new text,
// each of which must be found. Edits that begin with "world:" are made in the
// seed world.
func changed(t *testing.T, edits ...string) *client {
	t.Helper()
	document, world := string(spec.DefaultSource()), fixtures.SeedSource()
	for i := 0; i < len(edits); i += 2 {
		text := &document
		old, inWorld := strings.CutPrefix(edits[i], "world:")
		if inWorld {
			text = &world
		}
		if !strings.Contains(*text, old) {
			t.Fatalf("nothing to change: %q is not there", old)
		}
		*text = strings.ReplaceAll(*text, old, edits[i+1])
	}
	c, err := spec.Load("changed.yaml", []byte(document))
	if err != nil {
		t.Fatal(err)
	}
	seed, err := fixtures.LoadWorld(c, "world.yaml", []byte(world))
	if err != nil {
		t.Fatal(err)
	}
	mock := newMock(t, c, mockserver.WithWorld(seed))
	server := httptest.NewServer(mock)
	t.Cleanup(server.Close)
	return &client{t: t, url: server.URL, base: "/api/v3", mock: mock}
}

// The tests below change the document alone, and see the mock follow.

func TestANewMemberThatMustBeUnique(t *testing.T) {
	c := changed(t,
		"        jobTitle: *jobTitle\n        isActive: *isActive\n", "        jobTitle: *jobTitle\n        isActive: *isActive\n        badge: {type: string, minLength: 2}\n",
		"        jobTitle: *jobTitle\n        isActive: {type: boolean}\n        accessRoles: &accessRolesChange", "        badge: {type: string, minLength: 2}\n        jobTitle: *jobTitle\n        isActive: {type: boolean}\n        accessRoles: &accessRolesChange",
		"        isActive: &isActive\n", "        badge: {type: string}\n        isActive: &isActive\n",
		"unique: [{member: email, ignoreCase: true}]", "unique: [{member: email, ignoreCase: true}, {member: badge}]")
	user := func(email, badge string) string {
		return `{"email":"` + email + `@example.com","name":{"names":"A","lastName":"B"},"badge":"` + badge + `"}`
	}
	r := c.want(201, "", "TOKEN", "POST", "/users", user("a", "B7"))
	c.equal("badge", r.at("data.badge"), "B7")
	c.want(409, "OP-6", "TOKEN", "POST", "/users", user("b", "B7"))
	c.want(201, "", "TOKEN", "POST", "/users", user("b", "b7"))
	c.want(400, "OP-10", "TOKEN", "POST", "/users", user("c", "x"))
	c.want(409, "OP-6", "TOKEN", "PATCH", "/users/"+ana, `{"badge":"b7"}`)
	c.want(200, "", "TOKEN", "PATCH", "/users/"+ana, `{"badge":"A1"}`)
}

func TestARenamedPermission(t *testing.T) {
	c := changed(t, "admin-user-read", "people.view", "world:permissions: [admin-user-read", "permissions: [people.view")
	c.want(200, "", "user-read", "GET", "/users", "")
	token := c.person("old-name", "admin-user-read")
	r := c.want(403, "", token, "GET", "/users", "")
	if why := r.at("detail").(string); !strings.Contains(why, "needs people.view or admin-*-read") {
		t.Errorf("the refusal says %q", why)
	}
}

func TestAReadOpenedToAnotherPermission(t *testing.T) {
	c := changed(t, "      security: &readUsers\n", "      security: &readUsers\n        - {accessToken: [admin-accesscontrol-write], admin: []}\n")
	c.want(200, "", "accesscontrol-write", "GET", "/users/"+ana, "")
	c.want(403, "", "accesscontrol-read", "GET", "/users/"+ana, "")
}

func TestAMemberThatOnlyOneMayWrite(t *testing.T) {
	c := changed(t,
		"        jobTitle: *jobTitle\n        isActive: {type: boolean}\n        accessRoles: &accessRolesChange",
		"        jobTitle:\n          <<: *jobTitle\n          x-security: [{accessToken: [\"admin-*-write\"], admin: []}]\n        isActive: {type: boolean}\n        accessRoles: &accessRolesChange")
	c.want(403, "PRM-6", "user-write", "PATCH", "/users/"+ana, `{"jobTitle":"x"}`)
	c.want(200, "", "user-write", "PATCH", "/users/"+ana, `{"isActive":true}`)
	c.want(200, "", "all-write", "PATCH", "/users/"+ana, `{"jobTitle":"x"}`)
}

func TestANewFilter(t *testing.T) {
	c := changed(t, "        - name: orderBy\n", "        - {name: jobTitle, in: query, schema: {type: array, items: {type: string}}, x-filter: {in: jobTitle, ignoreCase: true}}\n"+
		"        - {name: lastName_gte, in: query, schema: {type: string}, x-filter: {gte: name.lastName}}\n        - name: orderBy\n")
	c.equal("by job", c.want(200, "", "TOKEN", "GET", "/users?jobTitle=PRODUCT%20owner&jobTitle=support+engineer", "").emails(), "ana.rojas guillermo@cotalker.com")
	c.equal("by name", c.want(200, "", "TOKEN", "GET", "/users?lastName_gte=Tell&isActive=true&limit=1", "").emails(), "william.tell")
}

// teams is a second collection with permissions of its own and a reference to
// users.
const teams = `
  /v3/teams:
    x-feature: v3
    get:
      operationId: getV3Teams
      security: &readTeams [{accessToken: [team-read], admin: []}]
      x-action: {list: teams}
      parameters:
        - {name: member, in: query, schema: {$ref: "#/components/schemas/ObjectId"}, x-filter: {has: members}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 10}, x-filter: {paging: limit}}
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object, properties: {teams: {type: array, items: {$ref: "#/components/schemas/Team"}}}}}}}}
    post:
      operationId: postV3Teams
      security: &writeTeams [{accessToken: [team-write], admin: []}]
      x-action: {create: teams}
      requestBody: {content: {application/json: {schema: &teamBody {type: object, additionalProperties: false, required: [title], properties: &teamMembers {title: {type: string}, members: {type: array, items: {$ref: "#/components/schemas/ObjectId"}}}}}}}
      responses: &oneTeam {"201": {description: ok, content: {application/json: {schema: {type: object, properties: {team: {$ref: "#/components/schemas/Team"}}}}}}}
  /v3/teams/{key}:
    x-feature: v3
    parameters: [{name: key, in: path, required: true, schema: {$ref: "#/components/schemas/ObjectId"}}]
    get:
      operationId: getV3TeamsKey
      security: *readTeams
      x-action: {read: teams}
      responses: &oneTeamRead {"200": {description: ok, content: {application/json: {schema: {type: object, properties: {team: {$ref: "#/components/schemas/Team"}}}}}}}
    patch:
      operationId: patchV3TeamsKey
      security: *writeTeams
      x-action: {update: teams}
      requestBody: {content: {application/json: {schema: {type: object, additionalProperties: false, properties: *teamMembers}}}}
      responses: *oneTeamRead
`

const teamSchema = `
    Team:
      type: object
      required: [key, title]
      x-resource: {collection: teams, id: key, modified: changed, unique: [{member: title}], references: [{member: members, collection: users}]}
      properties:
        key: {$ref: "#/components/schemas/ObjectId"}
        title: {type: string}
        members: {type: array, items: {$ref: "#/components/schemas/ObjectId"}}
        changed: {$ref: "#/components/schemas/Timestamp"}
`

func TestASecondCollection(t *testing.T) {
	c := changed(t, "\n  /auth/local:\n", teams+"\n  /auth/local:\n", "\n    AccessRole:\n", teamSchema+"\n    AccessRole:\n",
		"world:permissions: [admin-user-read]", "permissions: [admin-user-read, team-read, team-write]")
	r := c.want(201, "", "user-read", "POST", "/teams", `{"title":"Reds","members":["`+ana+`"]}`)
	key := r.at("team.key").(string)
	c.equal("Location", r.header.Get("Location"), "/api/v3/teams/"+key)
	c.want(403, "", "TOKEN", "GET", "/teams", "")
	c.want(403, "", "user-read", "GET", "/teams", "", "-Admin")
	c.want(400, "", "user-read", "POST", "/teams", `{"title":"Blues","members":["`+unknown+`"]}`)
	c.want(409, "", "user-read", "POST", "/teams", `{"title":"Reds"}`)
	c.want(200, "", "user-read", "PATCH", "/teams/"+key, `{"members":["`+john+`","`+ana+`"]}`)
	c.equal("by member", c.want(200, "", "user-read", "GET", "/teams?member="+john, "").at("teams.0.title"), "Reds")
	c.equal("by another", c.want(200, "", "user-read", "GET", "/teams?member="+william, "").at("teams"), []any{})
	c.equal("read", c.want(200, "", "user-read", "GET", "/teams/"+key, "").at("team.members.0"), john)
	c.want(404, "", "user-read", "GET", "/teams/"+unknown, "")
}
