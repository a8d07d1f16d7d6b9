package conformance_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// withPasswords is the contract with other lengths of passwords.
func withPasswords(t *testing.T, lengths string) *spec.Contract {
	t.Helper()
	text := replaced(t, string(spec.DefaultSource()), 1,
		"          type: string\n          minLength: 8\n          writeOnly: true\n", "          type: string\n"+lengths+"          writeOnly: true\n")
	contract, err := spec.Load("passwords.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// mockOf is a mock of such a contract, with people whose passwords fit it.
func mockOf(t *testing.T, contract *spec.Contract) *mockserver.Server {
	t.Helper()
	password := "mock-123"
	for people := contract.Principal.Resource.Schema.Member(contract.Principal.Password).Schema; !people.Valid(password); {
		password += "x"
		if len(password) > 200 {
			t.Fatal("no password fits")
		}
	}
	world, err := fixtures.LoadWorld(contract, "world.yaml", []byte(replaced(t, fixtures.SeedSource(), -1, "rolecall-mock", password)))
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract, mockserver.WithWorld(world))
	if err != nil {
		t.Fatal(err)
	}
	return mock
}

// TestPasswordsHaveTheLengthThatTheContractTakes has the mock of each contract
// kept, and log-in and change of passwords asked of it.
func TestPasswordsHaveTheLengthThatTheContractTakes(t *testing.T) {
	for _, lengths := range []string{
		"          minLength: 8\n          maxLength: 10\n", "          maxLength: 20\n", "          minLength: 40\n          maxLength: 64\n", "          minLength: 150\n",
	} {
		t.Run(strings.Join(strings.Fields(lengths), " "), func(t *testing.T) {
			if testing.Short() && strings.Contains(lengths, "minLength") != strings.Contains(lengths, "maxLength") {
				t.Skip("those with both bounds are enough")
			}
			contract := withPasswords(t, lengths)
			kept(t, askedOf(t, contract, mockOf(t, contract), "authentication"))
		})
	}
}

// TestAShortPasswordInAReplyIsSeen has a server show the passwords that it was
// sent, of which none begins as those of a run do.
func TestAShortPasswordInAReplyIsSeen(t *testing.T) {
	contract := withPasswords(t, "          minLength: 8\n          maxLength: 10\n")
	mock := mockOf(t, contract)
	_, target := mockTarget(t, usersContract(t)) // which has the same personas
	target.Address, target.Handler = "/api", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/local") {
			sent, _ := io.ReadAll(r.Body)
			if _, after, found := strings.Cut(string(sent), `"password":"`); found {
				password, _, _ := strings.Cut(after, `"`)
				w.Header().Set("X-Debug", password)
			}
			r.Body = io.NopCloser(strings.NewReader(string(sent)))
		}
		mock.ServeHTTP(w, r)
	})
	report, err := conformance.Run(context.Background(), target, conformance.Options{Contract: contract, Filter: "shapes"})
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range report.Findings {
		if found.Requirement == "MOD-1" {
			return
		}
	}
	show(t, report)
	t.Error("nothing is found of passwords in replies")
}
