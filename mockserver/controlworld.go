package mockserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/instant"
	"github.com/cotalker/rolecall/mockserver/internal/state"
)

// worldInfo is what the control API tells of a world.
type worldInfo struct {
	Name      string         `json:"name"`
	Used      *time.Time     `json:"used,omitempty"`
	Records   map[string]int `json:"records"`
	Snapshots []string       `json:"snapshots"`
	Clock     clockInfo      `json:"clock"`
	Log       *logInfo       `json:"log,omitempty"`
}

// logInfo tells how far a world is that outlives its mock.
type logInfo struct {
	Position uint64 `json:"position"` // entries of its log
	Digest   string `json:"digest"`   // of all that they made of it
}

type clockInfo struct {
	Now    string `json:"now"`
	Frozen bool   `json:"frozen"`
}

func (w *World) info() worldInfo {
	info := worldInfo{Name: w.name, Records: map[string]int{}, Snapshots: w.Snapshots(), Clock: w.clockInfo()}
	if used := w.Used().UTC(); !used.IsZero() {
		info.Used = &used
	}
	state := w.current.Load()
	state.Mu.RLock()
	defer state.Mu.RUnlock()
	for _, r := range w.server.contract.Resources {
		info.Records[r.Collection] = state.Of(r).All.Len()
	}
	return info
}

func (w *World) clockInfo() clockInfo {
	return clockInfo{instant.Format(w.Time().UnixMilli()), w.ClockStopped()}
}

func (c *controlCall) reset() (int, any, error) {
	if err := c.world().Reset(); err != nil {
		return 0, nil, err
	}
	return http.StatusNoContent, nil, nil
}

func (c *controlCall) worlds() (int, any, error) {
	worlds, err := c.server.allStored(c.request.Context())
	if err != nil {
		return 0, nil, err
	}
	list := []worldInfo{}
	for _, w := range worlds {
		list = append(list, w.info())
	}
	limits := &c.server.worlds
	return http.StatusOK, map[string]any{"worlds": list, "limit": limits.max, "idle": limits.idle.Seconds(), "memory": c.server.memory.limit, "held": c.server.Held()}, nil
}

// existing is the world of the path, which need not be there.
func (c *controlCall) existing() (*World, error) {
	w := c.server.worlds.find(c.worldName)
	if w == nil || w.ledger != nil && !w.ledger.IsOpen() { // another process has deleted it
		return nil, &unknownError{"there is no world " + c.worldName + "; it is there with the first request that names it"}
	}
	return w, nil
}

func (c *controlCall) readWorld() (int, any, error) {
	w, err := c.existing()
	if err != nil {
		return 0, nil, err
	}
	info := w.info()
	if w.ledger != nil {
		at, digest := w.ledger.Standing()
		info.Log = &logInfo{at, digest}
	}
	return http.StatusOK, info, nil
}

func (c *controlCall) removeWorld() (int, any, error) {
	if _, err := c.existing(); err != nil {
		return 0, nil, err
	}
	if c.worldName == DefaultWorld {
		return 0, nil, &controlError{http.StatusConflict, "the default world stays; reset it instead", nil}
	}
	if err := c.server.removeStored(c.request.Context(), c.worldName); err != nil {
		return 0, nil, err
	}
	c.server.dropWorld(c.worldName)
	return http.StatusNoContent, nil, nil
}

// makeWorld makes a world and fills it before any request can find it.
func (c *controlCall) makeWorld() (int, any, error) {
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	if err := c.server.checkMemory(nil); err != nil {
		return 0, nil, err
	}
	start, err := c.start(body)
	if err != nil {
		return 0, nil, err
	}
	name := textOf(body, "name")
	if name == "" {
		name = c.server.worlds.freeName()
	}
	if !isWorldName(name) {
		return 0, nil, badWorldName(name)
	}
	made := c.server.newNamed(name, start)
	seed, isSeed := uint64(1), true
	if given, has := body["populateSeed"]; has {
		if seed, isSeed = wholeOf(given); !isSeed {
			return 0, nil, fmt.Errorf("populateSeed %v is not a whole number from 0 to %d", given, uint64(math.MaxUint64))
		}
	}
	populate, _ := body["populate"].(map[string]any)
	for _, collection := range slices.Sorted(maps.Keys(populate)) {
		count, _ := wholeOf(populate[collection])
		if err := made.Populate(collection, int(count), seed); err != nil {
			return 0, nil, err
		}
	}
	replace := body["replace"] == true
	if made.name == DefaultWorld && replace {
		return 0, nil, &controlError{http.StatusConflict, "the default world stays; reset it, or replace its records", nil}
	}
	w, isNew, err := c.server.begin(made.name, made.current.Load().Fork(), replace)
	if err != nil {
		return 0, nil, err
	}
	if !isNew {
		return 0, nil, &controlError{http.StatusConflict, "there is a world " + w.name + " already; delete it, say replace: true, or choose another name", nil}
	}
	c.writer.Header()["Location"] = []string{controlPath + "/worlds/" + w.name}
	return http.StatusCreated, w.info(), nil
}

// start is the state that a new world is to begin with.
func (c *controlCall) start(body map[string]any) (*state.State, error) {
	from, snapshot := textOf(body, "from"), textOf(body, "snapshot")
	data, hasData := body["data"]
	switch {
	case hasData && from != "":
		return nil, errors.New("the world cannot begin both from another and with data; send one of them")
	case snapshot != "" && from == "":
		return nil, errors.New("a snapshot is one of a world; name that in from")
	case hasData:
		text, err := json.MarshalIndent(data, "", "  ")
		if err != nil {
			return nil, err
		}
		loaded, err := fixtures.LoadWorld(c.server.contract, "data", text)
		if err != nil {
			return nil, fmt.Errorf("the data are not a world of the contract: %s", firstLines(err.Error()))
		}
		return c.server.stateOf(loaded)
	case from == "":
		return c.server.fresh, nil
	}
	origin, err := c.server.stored(c.request.Context(), from)
	if err == nil && origin != nil && c.server.storage != nil {
		err = origin.catchUp(c.request)
	}
	if err != nil {
		return nil, err
	}
	if origin == nil {
		return nil, &unknownError{"there is no world " + from + " to begin from"}
	}
	if snapshot == "" {
		return origin.current.Load().Fork(), nil
	}
	origin.mu.Lock()
	defer origin.mu.Unlock()
	if origin.snapshots[snapshot] == nil {
		return nil, &unknownError{origin.noSnapshot(snapshot, origin.snapshots).Error()}
	}
	return origin.snapshots[snapshot], nil
}

func (c *controlCall) snapshot() (int, any, error) {
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	w, name := c.world(), textOf(body, "name")
	if err := w.Snapshot(name); err != nil {
		return 0, nil, err
	}
	c.writer.Header()["Location"] = []string{controlPath + "/worlds/" + w.name + "/snapshots/" + name}
	return http.StatusCreated, w.info(), nil
}

func (c *controlCall) restore() (int, any, error) {
	if err := c.world().Restore(c.request.PathValue("snapshot")); err != nil {
		return 0, nil, unlessStore(err)
	}
	return http.StatusNoContent, nil, nil
}

func (c *controlCall) removeSnapshot() (int, any, error) {
	if err := c.world().removeSnapshot(c.request.PathValue("snapshot")); err != nil {
		return 0, nil, unlessStore(err)
	}
	return http.StatusNoContent, nil, nil
}
