package file

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// Holder is the process that has a store.
type Holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// LockedError says that another process has the store.
type LockedError struct {
	Path   string
	Holder Holder // zero where it has not said yet
}

func (e *LockedError) Error() string {
	who := "another process"
	if e.Holder.PID != 0 {
		who = fmt.Sprintf("process %d on %s, since %s", e.Holder.PID, e.Holder.Host, e.Holder.Since.Format(time.DateTime))
	}
	return fmt.Sprintf("open the store %s: %s has it; end that one, choose another folder, or use postgres:// or nats://, which many processes share", e.Path, who)
}

var errTaken = errors.New("another process has the lock")

// lock takes a lock that ends with the process, however it ends, and writes who
// has it into the file.
func lock(store, path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		if errors.Is(err, errTaken) {
			taken := &LockedError{Path: store}
			if text, err := os.ReadFile(path); err == nil {
				_ = json.Unmarshal(text, &taken.Holder) // who writes it now is named later
			}
			err = taken
		}
		_ = f.Close() // nothing was written
		return nil, err
	}
	host, _ := os.Hostname() // it is for people
	text, err := json.Marshal(Holder{PID: os.Getpid(), Host: host, Since: time.Now().UTC().Truncate(time.Second)})
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = f.WriteAt(append(text, '\n'), 0)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
