package conformance_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/conformance/report"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// ownKeys are keys of a server that no persona has for a token, of the contracts of
// testdata in which keys stand beside the tokens of log-in.
var ownKeys = map[string]map[string]string{
	"library": {"gate": "gate-key-6Qz0+/x"},
	"tickets": {"machine": "machine key & 7f=3a"},
	"clinic":  {"lab": "lab-17:open sesame 99", "device": "device-5c1e88", "cabinet": "cabinet-0%2f-41"},
}

// keyed is a right server that takes these keys and no others, not even tokens of
// log-in: the mock behind it takes those.
func keyed(contract *spec.Contract, mock *mockserver.Server, keys map[string]string) http.Handler {
	return translating(contract, mock, func(scheme, sent string) bool { return sent == keys[scheme] })
}

// translating puts keys that the mock takes in the place of those that are good, and
// none that anybody has in the place of all others.
func translating(contract *spec.Contract, mock *mockserver.Server, good func(scheme, sent string) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		for _, s := range contract.Keys() {
			known := func(sent string) string {
				if good(s.Name, sent) {
					return mock.Keys()[s.Name]
				}
				return "nobody:has-it"
			}
			switch {
			case s.Kind == spec.Basic:
				if user, password, sent := r.BasicAuth(); sent {
					user, password, _ = strings.Cut(known(user+":"+password), ":")
					r.SetBasicAuth(user, password)
				}
			case s.In == "query":
				if q := r.URL.Query(); q.Has(s.Key) {
					q.Set(s.Key, known(q.Get(s.Key)))
					r.URL.RawQuery = q.Encode()
				}
			case s.In == "cookie":
				if c, err := r.Cookie(s.Key); err == nil {
					r.Header.Set("Cookie", s.Key+"="+known(c.Value))
				}
			case r.Header.Get(s.Key) != "":
				r.Header.Set(s.Key, known(r.Header.Get(s.Key)))
			}
		}
		mock.ServeHTTP(w, r)
	})
}

// askedWithKeys asks a handler, with the personas of its mock, as a target that names
// these keys.
func askedWithKeys(t *testing.T, contract *spec.Contract, mock *mockserver.Server, h http.Handler, keys map[string]string) *conformance.Report {
	t.Helper()
	return askedOfSome(t, contract, mock, h, keys, "")
}

func askedOfSome(t *testing.T, contract *spec.Contract, mock *mockserver.Server, h http.Handler, keys map[string]string, filter string) *conformance.Report {
	t.Helper()
	target := &conformance.Target{Handler: h, Features: contract.Features, Personas: mock.Personas(), Keys: keys}
	var plan conformance.Plan
	report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Filter: filter, Plan: func(p conformance.Plan) { plan = p }})
	if err != nil {
		t.Fatal(err)
	}
	made := 0
	for _, m := range report.Made {
		made += m.Records
	}
	if made > plan.Users+plan.Records {
		t.Errorf("made %d records, and said %d at most", made, plan.Users+plan.Records)
	}
	return report
}

func mockNamed(t *testing.T, name string) (*spec.Contract, *mockserver.Server) {
	t.Helper()
	contract := loaded(t, "testdata/contracts/"+name+".yaml")
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	return contract, mock
}

// passedOf counts the checks of each operation that passed.
func passedOf(r *conformance.Report) map[string]int {
	out := map[string]int{}
	for _, one := range r.Results {
		if one.Check.Operation != nil && one.Status == conformance.Passed {
			out[one.Check.Operation.ID]++
		}
	}
	return out
}

// TestWhatWantsAKeyIsAskedWhereTheTargetNamesIt has a right server with keys of its own:
// nothing is wrong with it, with keys or without; with them each operation is asked, and
// without them it is said what to write.
func TestWhatWantsAKeyIsAskedWhereTheTargetNamesIt(t *testing.T) {
	if testing.Short() {
		t.Skip("whole runs of three contracts")
	}
	for _, name := range slices.Sorted(maps.Keys(ownKeys)) {
		t.Run(name, func(t *testing.T) {
			contract, mock := mockNamed(t, name)
			with := askedWithKeys(t, contract, mock, keyed(contract, mock, ownKeys[name]), ownKeys[name])
			without := askedWithKeys(t, contract, mock, keyed(contract, mock, ownKeys[name]), nil)
			for _, r := range append(slices.Clone(with.Results), without.Results...) {
				plain := r.Check.Operation != nil && r.Check.Operation.Plain // the SHOULDs of others are none of ours
				if r.Status == conformance.Failed && (plain || r.Check.Level == spec.MUST) || r.Status == conformance.Broken {
					t.Errorf("%s %s: %s %+v", r.Status, r.Check.ID, r.Reason, r.Problems)
				}
			}
			for _, r := range with.Results {
				if strings.Contains(r.Reason, "add keys:") {
					t.Errorf("%s is not asked: %s", r.Check.ID, r.Reason)
				}
			}
			more, less := passedOf(with), passedOf(without)
			for _, op := range contract.Operations {
				certified := strings.Contains(op.ID, "Alarms")
				if op.Access.Foreign() && !certified && more[op.ID] < less[op.ID]+4 {
					t.Errorf("of %s %d checks pass, %d without a key", op.ID, more[op.ID], less[op.ID])
				}
			}
			t.Logf("%d checks pass, %d without keys", with.Counts.Passed, without.Counts.Passed)
			for _, made := range with.Made {
				if made.Left > 0 && !made.Lasting {
					t.Errorf("%d of %s are left", made.Left, made.Collection)
				}
			}
			for scheme := range ownKeys[name] {
				want := scheme + `: "${` + strings.ToUpper(scheme) + `_KEY}"`
				if !slices.ContainsFunc(without.Results, func(r *conformance.Result) bool {
					return r.Status == conformance.Skipped && strings.Contains(r.Reason, "add keys: {") && strings.Contains(r.Reason, want)
				}) {
					t.Errorf("nothing says to write %s", want)
				}
			}
		})
	}
}

// TestAStrictRunIsNotGreenWithoutTheKeys has the target name keys, and then none.
func TestAStrictRunIsNotGreenWithoutTheKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("whole runs of three contracts")
	}
	contract, mock := mockNamed(t, "tickets")
	h := keyed(contract, mock, ownKeys["tickets"])
	for want, keys := range map[conformance.Verdict]map[string]string{conformance.Conformant: ownKeys["tickets"], conformance.Inconclusive: nil} {
		target := &conformance.Target{Handler: h, Features: contract.Features, Personas: mock.Personas(), Keys: keys}
		report, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract, Strict: true})
		if err != nil {
			t.Fatal(err)
		}
		if report.Verdict != want {
			t.Errorf("with %d keys it is %s (%s), want %s: %+v", len(keys), report.Verdict, report.Reason, want, report.Counts)
		}
	}
}

// TestFaultsBehindKeysAreFound plants mistakes behind keys, each into the operation that
// is asked. None is found where the
// target names none.
func TestFaultsBehindKeysAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole suite for each fault")
	}
	anyKey := func(of string) func(*spec.Contract, *mockserver.Server) http.Handler {
		return func(contract *spec.Contract, mock *mockserver.Server) http.Handler {
			keys := ownKeys[strings.ToLower(contract.Title)]
			return translating(contract, mock, func(scheme, sent string) bool { return scheme == of || sent == keys[scheme] })
		}
	}
	otherwise := func(method, path string, answer func(http.Handler, http.ResponseWriter, *http.Request)) func(*spec.Contract, *mockserver.Server) http.Handler {
		return func(contract *spec.Contract, mock *mockserver.Server) http.Handler {
			right := keyed(contract, mock, ownKeys[strings.ToLower(contract.Title)])
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == method && strings.HasSuffix(r.URL.Path, path) {
					answer(right, w, r)
					return
				}
				right.ServeHTTP(w, r)
			})
		}
	}
	whole := map[string]bool{}
	for _, fault := range []struct {
		name, contract, rule string
		breaks               func(*spec.Contract, *mockserver.Server) http.Handler
	}{
		{"any key in a header is good", "library", "AUTH-1/addCounter/unknown/gate", anyKey("gate")},
		{"any key in the query is good", "tickets", "AUTH-1/addHook/unknown/machine", anyKey("machine")},
		{"any user of basic is good", "clinic", "AUTH-1/getSample/unknown/lab", anyKey("lab")},
		{"any cookie is good", "clinic", "AUTH-1/listReadings/unknown/device", anyKey("device")},
		{"any key is good beside a token", "clinic", "AUTH-1/getDrug/unknown/session+cabinet/cabinet", anyKey("cabinet")},
		{"any token is good beside a key", "clinic", "AUTH-1/listDrugs/unknown/session+cabinet/session", otherwise(http.MethodGet, "/drugs", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("cabinet") == ownKeys["clinic"]["cabinet"] && strings.HasPrefix(r.Header.Get("X-Session"), "rolecall-") {
				r = r.Clone(r.Context())
				r.Header.Set("X-Session", "bootstrap")
			}
			h.ServeHTTP(w, r)
		})},
		{"rights do not count beside a key", "clinic", "AUTH-2/listDrugs/as/none", otherwise(http.MethodGet, "/drugs", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Session") != "" && !strings.HasPrefix(r.Header.Get("X-Session"), "rolecall-") {
				r = r.Clone(r.Context())
				r.Header.Set("X-Session", "bootstrap")
			}
			h.ServeHTTP(w, r)
		})},
		{"a good key is refused", "tickets", "AUTH-3/addHook/known/machine", otherwise(http.MethodPost, "/hooks", func(_ http.Handler, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusUnauthorized)
			w.Write([]byte(`{"error": "no"}`))
		})},
		{"another status than is declared", "tickets", "SHAPE-1/addHook", otherwise(http.MethodPost, "/hooks", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			h.ServeHTTP(&insteadWriter{w, http.StatusCreated, http.StatusAccepted}, r)
		})},
		{"what is made is not there", "clinic", "STATE-1/addSample", otherwise(http.MethodPost, "/samples", func(h http.Handler, w http.ResponseWriter, r *http.Request) {
			if user, password, _ := r.BasicAuth(); user+":"+password != ownKeys["clinic"]["lab"] {
				h.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			w.Write([]byte(`{"id": "5fb58d000000000000000999", "label": "x"}`))
		})},
	} {
		t.Run(fault.name, func(t *testing.T) {
			if testing.Short() && fault.contract != "tickets" {
				t.Skip("a short run asks one contract")
			}
			for _, keys := range []map[string]string{nil, ownKeys[fault.contract]} {
				contract, mock := mockNamed(t, fault.contract)
				filter := operationOf(contract, fault.rule) // without keys, the whole of it is asked of one fault of each
				if keys == nil && !whole[fault.contract] {
					filter, whole[fault.contract] = "", true
				}
				report, told := askedOfSome(t, contract, mock, fault.breaks(contract, mock), keys, filter), []string{}
				for _, r := range report.Results {
					if r.Status == conformance.Failed && r.Check.Operation != nil && r.Check.Operation.Plain {
						told = append(told, r.Check.ID)
					}
				}
				found := slices.ContainsFunc(told, func(id string) bool { return strings.HasPrefix(id, fault.rule) })
				if found != (keys != nil) || keys == nil && len(told) > 0 {
					t.Errorf("with %d keys %s has told: %v; all: %v", len(keys), fault.rule, found, told)
				}
			}
		})
	}
}

// insteadWriter writes one status in the place of another.
type insteadWriter struct {
	http.ResponseWriter
	from, to int
}

func (w *insteadWriter) WriteHeader(status int) {
	if status == w.from {
		status = w.to
	}
	w.ResponseWriter.WriteHeader(status)
}

// TestAKeyThatDoesNotOpenIsNoFaultOfTheServer has a target that names wrong keys: what
// hangs on them is broken, and says what to mend.
func TestAKeyThatDoesNotOpenIsNoFaultOfTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("whole runs of three contracts")
	}
	for _, name := range slices.Sorted(maps.Keys(ownKeys)) {
		contract, mock := mockNamed(t, name)
		wrong := map[string]string{}
		for scheme, key := range ownKeys[name] {
			wrong[scheme] = key + "-of-another-stage"
		}
		report := askedWithKeys(t, contract, mock, keyed(contract, mock, ownKeys[name]), wrong)
		for _, r := range report.Results {
			if r.Status == conformance.Failed && r.Check.Operation != nil && r.Check.Operation.Plain {
				t.Errorf("%s: %+v", r.Check.ID, r.Problems)
			}
		}
		for scheme := range wrong {
			if !slices.ContainsFunc(report.Results, func(r *conformance.Result) bool {
				return r.Status == conformance.Broken && strings.Contains(r.Reason, "the key of "+scheme+" is not seen to work") && strings.Contains(r.Reason, "below keys: in the target file")
			}) {
				t.Errorf("%s: nothing says that the key of %s is wrong", name, scheme)
			}
		}
		answers, err := conformance.Preflight(t.Context(), &conformance.Target{
			Handler: keyed(contract, mock, ownKeys[name]), Features: contract.Features, Personas: mock.Personas(), Keys: wrong,
		}, conformance.Options{Contract: contract})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range answers {
			if strings.HasPrefix(a.What, "key ") == a.OK {
				t.Errorf("%s: %v %s", a.What, a.OK, a.Says)
			}
		}
	}
}

// TestKeysAreInNoReport has a server that sends all keys back, in headers and bodies, and
// answers with a status that is not declared, so that every reply is told.
func TestKeysAreInNoReport(t *testing.T) {
	if testing.Short() {
		t.Skip("whole runs of three contracts")
	}
	for _, name := range slices.Sorted(maps.Keys(ownKeys)) {
		contract, mock := mockNamed(t, name)
		right := keyed(contract, mock, ownKeys[name])
		chatty := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, password, _ := r.BasicAuth()
			w.Header().Set("Location", "/?"+r.URL.RawQuery)
			w.Header().Set("Cache-Control", r.Header.Get("X-Gate")+r.Header.Get("Authorization")+r.Header.Get("Cookie"))
			w.Header().Set("Www-Authenticate", r.URL.Query().Get("api_key")+r.URL.Query().Get("cabinet")+password)
			right.ServeHTTP(&insteadWriter{&insteadWriter{w, http.StatusOK, http.StatusAccepted}, http.StatusCreated, http.StatusAccepted}, r)
		})
		wrong := maps.Clone(ownKeys[name]) // which break checks, with a reason
		for scheme, key := range wrong {
			wrong[scheme] = "x" + key
		}
		var text strings.Builder
		for _, one := range askedWithKeys(t, contract, mock, chatty, wrong).Results {
			text.WriteString(one.Reason)
		}
		r := askedWithKeys(t, contract, mock, chatty, ownKeys[name])
		for _, err := range []error{
			report.JSON(&text, r), report.HTML(&text, r), report.HAR(&text, r), report.JUnit(&text, r, ""), report.SARIF(&text, r, ""),
			report.GitHub(&text, r, ""), report.Terminal(&text, r, report.Style{}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		curls := []string{}
		for _, c := range r.Checks {
			for _, p := range c.Problems {
				curls = append(curls, p.Curl)
				fmt.Fprintf(&text, "%+v", p)
			}
		}
		for scheme, key := range ownKeys[name] {
			_, password, _ := strings.Cut(key, ":")
			for _, form := range []string{key, url.QueryEscape(key), url.PathEscape(key), base64.StdEncoding.EncodeToString([]byte(key)), html.EscapeString(key), password} {
				if form != "" && strings.Contains(text.String(), form) {
					i := strings.Index(text.String(), form)
					t.Errorf("%s: the key of %s is told: …%s…", name, scheme, text.String()[max(0, i-200):i+len(form)])
				}
			}
			if variable := strings.ToUpper(scheme) + "_KEY"; !slices.ContainsFunc(curls, func(line string) bool {
				return strings.Contains(line, "$"+variable) || strings.Contains(line, "${"+variable+"}")
			}) {
				t.Errorf("no line of %d for a shell has the key of %s as $%s", len(curls), scheme, variable)
			}
		}
	}
}

// TestACurlLineWithAKeyRepeatsTheRequest has a shell read the lines of a report with the
// keys as variables.
func TestACurlLineWithAKeyRepeatsTheRequest(t *testing.T) {
	if testing.Short() {
		t.Skip("whole runs of three contracts")
	}
	for name, want := range map[string]string{
		"library": "X-Gate: " + ownKeys["library"]["gate"], "tickets": "api_key=" + ownKeys["tickets"]["machine"],
		"clinic": "|-u|" + ownKeys["clinic"]["lab"] + "|",
	} {
		contract, mock := mockNamed(t, name)
		right := keyed(contract, mock, ownKeys[name])
		accepted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			right.ServeHTTP(&insteadWriter{&insteadWriter{w, http.StatusOK, http.StatusAccepted}, http.StatusCreated, http.StatusAccepted}, r)
		})
		read := 0
		for _, c := range askedWithKeys(t, contract, mock, accepted, ownKeys[name]).Checks {
			for _, p := range c.Problems {
				if !strings.Contains(p.Curl, "_KEY") {
					continue
				}
				if p.Caller != "" && !strings.Contains(p.Curl, "drugs") {
					t.Errorf("a request with a key alone is said to have the token of %s: %s", p.Caller, p.Curl)
				}
				command := exec.Command("sh", "-c", `curl() { printf '|%s' "$@"; echo '|'; }; `+p.Curl)
				command.Env = os.Environ()
				for scheme, key := range ownKeys[name] {
					command.Env = append(command.Env, wire.KeyVariable(scheme)+"="+key)
				}
				out, err := command.CombinedOutput()
				if err != nil {
					t.Errorf("%v: %s", err, p.Curl)
				}
				if strings.Contains(string(out), want) {
					read++
				}
			}
		}
		if read == 0 {
			t.Errorf("%s: no line sends %s", name, want)
		}
	}
}
