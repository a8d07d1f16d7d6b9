package consumers

import (
	"bufio"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// TestMongoDBReadsExtendedJSON has the Go driver read each document, turn it
// into BSON and back, and expects ids and dates to be of their own types.
func TestMongoDBReadsExtendedJSON(t *testing.T) {
	for pack, set := range people(t, true) {
		for _, part := range set.Parts {
			file, err := os.Open(write(t, fixtures.Mongo, []fixtures.Part{part}, "people.json"))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			want, i := records(t, part), 0
			for lines := bufio.NewScanner(file); lines.Scan(); i++ {
				var document, again bson.M
				if err := bson.UnmarshalExtJSON(lines.Bytes(), false, &document); err != nil {
					t.Fatalf("%s %s %d: %v: %s", pack, part.Table.Name, i, err, lines.Bytes())
				}
				binary, err := bson.Marshal(document)
				if err != nil {
					t.Fatal(err)
				}
				if err := bson.Unmarshal(binary, &again); err != nil {
					t.Fatal(err)
				}
				if part.Table.Name != "personas" {
					if _, ok := again["_id"].(bson.ObjectID); !ok {
						t.Fatalf("the id of %s is a %T", lines.Bytes(), again["_id"])
					}
					if _, ok := again["createdAt"].(bson.DateTime); !ok {
						t.Fatalf("createdAt of %s is a %T", lines.Bytes(), again["createdAt"])
					}
				}
				if got := plain(again); !reflect.DeepEqual(got, want[i]) {
					t.Fatalf("%s %s %d is %v, want %v", pack, part.Table.Name, i, got, want[i])
				}
			}
			if i != len(want) {
				t.Errorf("%s: %d documents of %s, want %d", pack, i, part.Table.Name, len(want))
			}
		}
	}
}

// plain is a BSON value as JSON has it.
func plain(v any) any {
	switch v := v.(type) {
	case bson.ObjectID:
		return v.Hex()
	case bson.DateTime:
		return v.Time().UTC().Format("2006-01-02T15:04:05.000Z")
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case bson.A:
		out := []any{}
		for _, item := range v {
			out = append(out, plain(item))
		}
		return out
	case bson.M:
		out := map[string]any{}
		for name, member := range v {
			out[name] = plain(member)
		}
		return out
	case bson.D:
		out := map[string]any{}
		for _, member := range v {
			out[member.Key] = plain(member.Value)
		}
		return out
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	case string:
		return strings.Clone(v)
	}
	return v
}
