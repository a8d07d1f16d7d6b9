package shared

import (
	"os/exec"
	"testing"
)

// TestTheSuitePassesThroughABalancer asks three mocks in turn, as if they were one.
func TestTheSuitePassesThroughABalancer(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			url, _ := e.start(t)
			f := newFleet(t, url, 3)
			out, err := exec.Command(f.program, "verify", "--target-file", f.mocks[0].log+".yaml", "--target", f.balancer+"/api", "--strict").CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out[max(0, len(out)-6000):])
			}
		})
	}
}
