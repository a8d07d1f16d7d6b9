package consumers

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
)

func TestSQLiteReadsInsert(t *testing.T) {
	sqlite := need(t, "sqlite3", "apt-get install -y sqlite3")
	for pack, set := range people(t, true) {
		database := filepath.Join(t.TempDir(), pack+".db")
		input, err := os.Open(write(t, fixtures.SQL, set.Parts, "people.sql"))
		if err != nil {
			t.Fatal(err)
		}
		load := exec.Command(sqlite, "-bail", database)
		load.Stdin = input
		output(t, load)
		input.Close()
		for _, part := range set.Parts {
			key := "_id"
			if part.Table.Name == "personas" {
				key = "name"
			}
			var list []map[string]any
			if text := output(t, exec.Command(sqlite, "-json", database, `SELECT * FROM "`+part.Table.Name+`"`)); len(text) > 0 {
				if err := json.Unmarshal(text, &list); err != nil {
					t.Fatalf("%s: %v", part.Table.Name, err)
				}
			}
			want := records(t, part)
			if len(list) != len(want) {
				t.Errorf("%s: %d rows of %s, want %d", pack, len(list), part.Table.Name, len(want))
				continue
			}
			for i, record := range want { // in the order of the file
				sameRow(t, pack+" "+asText(record[key]), list[i], asSQLite(flat(map[string]any{}, "", "_", record)))
			}
		}
	}
}

// asSQLite is a row as SQLite has it: booleans are 0 and 1, lists JSON text.
func asSQLite(row map[string]any) map[string]any {
	for name, value := range row {
		switch v := value.(type) {
		case bool:
			row[name] = map[bool]float64{true: 1, false: 0}[v]
		case []any:
			text, _ := json.Marshal(v)
			row[name] = string(text)
		}
	}
	return row
}
