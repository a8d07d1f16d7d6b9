package mockserver

import (
	"net/http"
	"net/url"
)

// recordInfo is a record with what is wrong with it.
type recordInfo struct {
	StoredRecord
	Misfits []map[string]any `json:"misfits,omitempty"`
}

func (c *controlCall) records() (int, any, error) {
	query := c.request.URL.Query()
	offset, limit := number(query, "offset", 0), number(query, "limit", 100)
	list, total, err := c.world().Records(c.request.PathValue("collection"), query.Get("text"), offset, limit)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, map[string]any{"total": total, "records": append([]StoredRecord{}, list...)}, nil
}

// number is a parameter that is a whole number, as its schema has seen to.
func number(query url.Values, name string, standard int) int {
	if text := query.Get(name); text != "" {
		return integer(text)
	}
	return standard
}

func (c *controlCall) record() (int, any, error) {
	return c.answerRecord(http.StatusOK)
}

// answerRecord answers with the record of the path as it is now.
func (c *controlCall) answerRecord(status int) (int, any, error) {
	w, collection := c.world(), c.request.PathValue("collection")
	r, err := w.Record(collection, c.request.PathValue("id"), c.request.URL.Query()["below"]...)
	if err != nil {
		return 0, nil, err
	}
	info := recordInfo{StoredRecord: r}
	misfits := w.misfits(collection, r)
	for _, f := range misfits[:min(len(misfits), maxFaults)] {
		info.Misfits = append(info.Misfits, map[string]any{"pointer": f.pointer, "detail": f.detail})
	}
	return status, info, nil
}

// putRecord stores a record that is no longer than a body of the contract: it is
// decoded, checked and told again, which takes half a second for one so long.
func (c *controlCall) putRecord() (int, any, error) {
	c.most = maxBody
	body, err := c.body()
	if err != nil {
		return 0, nil, err
	}
	made, err := c.world().PutRecord(c.request.PathValue("collection"), c.request.PathValue("id"), body, c.request.URL.Query()["below"]...)
	if err != nil {
		return 0, nil, err
	}
	if made {
		return c.answerRecord(http.StatusCreated)
	}
	return c.answerRecord(http.StatusOK)
}

func (c *controlCall) removeRecord() (int, any, error) {
	err := c.world().RemoveRecord(c.request.PathValue("collection"), c.request.PathValue("id"), c.request.URL.Query()["below"]...)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusNoContent, nil, nil
}
