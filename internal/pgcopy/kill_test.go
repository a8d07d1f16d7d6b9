package pgcopy_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/pgcopy"
)

// killedTarget has this test binary be the program that is killed.
const killedTarget = "ROLECALL_TEST_KILLED"

func killedSet(t *testing.T) *fixtures.Set { return setOf(t, fixtures.Request{Count: 12_000}) }

// TestIsKilled is that program; in other runs it does nothing.
func TestIsKilled(t *testing.T) {
	url := os.Getenv(killedTarget)
	if url == "" {
		return
	}
	_, err := pgcopy.Load(t.Context(), target(t, url), killedSet(t), "users", pgcopy.Options{
		Recipe: "a", Jobs: 2, Batch: small, Resume: true, Wrote: func(uint64) { fmt.Println("batch") },
	})
	if err != nil {
		t.Fatal(err)
	}
}

// aKilledLoadIsResumed kills a process at any moment of loading, as often as it
// takes to be done: no row is missing, none is there twice.
func aKilledLoadIsResumed(t *testing.T, db database) {
	url := db.schema("s", killedSet(t))
	db.whole("want", killedSet(t))
	kills := 0
	for round := 0; ; round++ {
		cmd := exec.Command(os.Args[0], "-test.run=^TestIsKilled$", "-test.v")
		cmd.Env = append(os.Environ(), killedTarget+"="+url)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		batches := 0
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if lines.Text() != "batch" {
				continue
			}
			if batches++; batches == 1+round%2 && kills < 4 {
				_ = cmd.Process.Kill() // it may be done
				kills++
				break
			}
		}
		if cmd.Wait() == nil {
			break
		}
		if round > 30 {
			t.Fatal("it comes to no end")
		}
	}
	if kills < 2 {
		t.Errorf("only %d kills", kills)
	}
	db.same("s", "want", killedSet(t))
}
