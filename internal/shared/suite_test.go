package shared

import (
	"os/exec"
	"testing"
)

// TestThreeMocksAreAsOne asks three mocks in turn, through a balancer, as if they
// were one.
func TestThreeMocksAreAsOne(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url, _ := e.start(t)
			f := newFleet(t, url, 3)
			t.Run("the suite", func(t *testing.T) {
				out, err := exec.Command(f.program, "verify", "--target-file", f.mocks[0].log+".yaml", "--target", f.balancer+"/api", "--strict").CombinedOutput()
				if err != nil {
					t.Errorf("%v\n%s", err, out[max(0, len(out)-6000):])
				}
			})
			t.Run("a simple model", func(t *testing.T) {
				if err := newModel(f.balancer).play(t, modelSteps(t)); err != nil {
					t.Error(err)
				}
			})
			t.Run("rules", func(t *testing.T) { rulesHold(t, f) })
			t.Run("hostile clients", func(t *testing.T) { hostile(t, f) })
		})
	}
}

// TestOneMockOfAFileIsAsTheModel asks one that keeps its world in a folder.
func TestOneMockOfAFileIsAsTheModel(t *testing.T) {
	f := newFleet(t, "file:"+t.TempDir(), 1)
	if err := newModel(f.balancer).play(t, modelSteps(t)); err != nil {
		t.Error(err)
	}
}
