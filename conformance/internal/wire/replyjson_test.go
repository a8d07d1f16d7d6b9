package wire

import (
	"maps"
	"slices"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestAWideObjectKeepsWhatTheContractNames has members of the contract before,
// among and behind 100,000 others.
func TestAWideObjectKeepsWhatTheContractNames(t *testing.T) {
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	names := contract.MemberNames()
	for _, name := range []string{"email", "accessRoles", "data"} {
		if !names[name] {
			t.Errorf("no %s among %v", name, slices.Sorted(maps.Keys(names)))
		}
	}
	others := manyMembers(100_000)
	value, cost, err := decodeReply([]byte(`{"data":{"email":"first"`+others+`,"isActive":true,"email":"last","na\u006de":{"names":["x"]}}}`), 24<<20, names)
	if err != nil {
		t.Fatal(err)
	}
	record := value.(map[string]any)["data"].(map[string]any)
	name, _ := record["name"].(map[string]any)
	if record["email"] != "last" || record["isActive"] != true || name == nil || record["m0"] == nil {
		t.Errorf("%v, %v, %v, %v", record["email"], record["isActive"], record["name"], record["m0"])
	}
	if len(record) > wideObject+10 || cost > 2<<20 {
		t.Errorf("%d members are kept, which cost %d bytes", len(record), cost)
	}
	for _, broken := range []string{`{"a":1` + others + `,"b"}`, `{"a":1` + others + `,"b":[}`, `{"a":1` + others + `,"email":`, `{"a":1` + others} {
		if _, _, err := decodeReply([]byte(broken), 24<<20, names); err == nil {
			t.Errorf("no error for what ends as %s", broken[len(broken)-20:])
		}
	}
}
