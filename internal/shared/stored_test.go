package shared

import (
	"os"
	"os/exec"
	"testing"

	"github.com/cotalker/rolecall/internal/store/servertest"
)

// TestTheTestsOfTheMockPassOnEachStore runs them with the worlds of each mock kept in
// a store: those of the rules and of many clients at once, or with
// ROLECALL_STORED=all every one.
func TestTheTestsOfTheMockPassOnEachStore(t *testing.T) {
	for name, start := range map[string]func() string{
		"postgres": func() string { return servertest.Postgres(t).URL },
		"nats":     func() string { return servertest.NATS(t, 1).URL },
	} {
		t.Run(name, func(t *testing.T) {
			arguments := []string{"test", "-count=1", "-timeout", "20m", "./mockserver"}
			if os.Getenv("ROLECALL_STORED") == "" {
				arguments = append(arguments, "-short", "-run", "^(TestEveryRuleHolds|TestManyClients|TestWritersAndDeletersAtOnce)$")
			}
			cmd := exec.Command("go", arguments...)
			cmd.Dir = "../.."
			cmd.Env = append(os.Environ(), "ROLECALL_TEST_STORE="+start())
			out, err := cmd.CombinedOutput()
			t.Logf("%s", out[max(0, len(out)-6000):])
			if err != nil {
				t.Error(err)
			}
		})
	}
}
