// SPDX-License-Identifier: Apache-2.0

package pullrequesttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Slug is the repository that the API knows.
const Slug = "made/landscape"

// Pull is a pull request, or, without a Head, an issue.
type Pull struct {
	Number   int
	State    string
	Title    string
	Body     string
	Head     string // branch
	SHA      string // of the head when it was last open
	Base     string
	Comments []string
}

// GitHub is the API. Before is called before each request is answered, and may
// answer it itself by returning a status other than 0.
type GitHub struct {
	URL    string
	Dir    string // the bare repository
	Token  string // that requests must carry; "" for any
	Before func(r *http.Request) int

	mu     sync.Mutex
	pulls  []*Pull
	writes []string // method and path of every request that changes something
}

// New serves until the test ends.
func New(t testing.TB, dir string) *GitHub {
	g := &GitHub{Dir: dir}
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.URL = server.URL
	return g
}

// Pulls are the pull requests, in the order of their numbers.
func (g *GitHub) Pulls() []Pull { return g.list(func(p *Pull) bool { return p.Head != "" }) }

// Issues are the issues, in the order of their numbers.
func (g *GitHub) Issues() []Pull { return g.list(func(p *Pull) bool { return p.Head == "" }) }

func (g *GitHub) list(is func(*Pull) bool) []Pull {
	g.mu.Lock()
	defer g.mu.Unlock()
	var list []Pull
	for _, p := range g.pulls {
		if is(p) {
			list = append(list, *p)
		}
	}
	return list
}

// Close closes a pull request or an issue, as a person would.
func (g *GitHub) Close(number int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pulls[number-1].State = "closed"
}

// Writes lists the requests that changed something, and forgets them.
func (g *GitHub) Writes() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	writes := g.writes
	g.writes = nil
	return writes
}

// ServeHTTP answers what refresh asks.
func (g *GitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.Before != nil {
		if status := g.Before(r); status != 0 {
			reply(w, status, map[string]any{"message": "made to fail"})
			return
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.Token != "" && r.Header.Get("Authorization") != "Bearer "+g.Token {
		reply(w, http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/repos/"+Slug+"/")
	if !ok {
		reply(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
		return
	}
	if r.Method != http.MethodGet {
		g.writes = append(g.writes, r.Method+" "+rest)
	}
	parts := strings.Split(rest, "/")
	switch {
	case len(parts) == 1 && r.Method == http.MethodGet:
		g.answerList(w, r, parts[0] == "pulls")
	case len(parts) == 1 && r.Method == http.MethodPost:
		g.open(w, r, parts[0] == "pulls")
	case len(parts) == 2 && r.Method == http.MethodPatch:
		g.change(w, r, parts[1])
	case len(parts) == 3 && r.Method == http.MethodPost && parts[2] == "comments":
		g.comment(w, r, parts[1])
	default:
		reply(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that is gone is its own affair
}

func (g *GitHub) answerList(w http.ResponseWriter, r *http.Request, pulls bool) {
	state, head := r.FormValue("state"), r.FormValue("head")
	found := []map[string]any{}
	for _, p := range g.pulls {
		if p.State != state || pulls && p.Head == "" || head != "" && head != "made:"+p.Head {
			continue
		}
		found = append(found, g.shown(p))
	}
	reply(w, http.StatusOK, found)
}

// shown is a pull request or issue as the API shows it.
func (g *GitHub) shown(p *Pull) map[string]any {
	m := map[string]any{"number": p.Number, "state": p.State, "title": p.Title, "body": p.Body}
	if p.Head != "" {
		if sha := g.head(p.Head); p.State == "open" {
			p.SHA = sha
		}
		m["head"] = map[string]any{"ref": p.Head, "sha": p.SHA}
		m["base"] = map[string]any{"ref": p.Base}
		m["pull_request"] = map[string]any{"url": fmt.Sprintf("%s/repos/%s/pulls/%d", g.URL, Slug, p.Number)}
	}
	return m
}

func (g *GitHub) head(branch string) string {
	out, _ := exec.Command("git", "-C", g.Dir, "rev-parse", "--verify", "--quiet", "refs/heads/"+branch).Output()
	return strings.TrimSpace(string(out))
}

func (g *GitHub) open(w http.ResponseWriter, r *http.Request, pull bool) {
	var asked struct{ Title, Body, Head, Base string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Title == "" {
		reply(w, http.StatusUnprocessableEntity, map[string]any{"message": "Validation Failed"})
		return
	}
	p := &Pull{Number: len(g.pulls) + 1, State: "open", Title: asked.Title, Body: asked.Body, Head: asked.Head, Base: asked.Base}
	if pull && (g.head(p.Head) == "" || g.twice(p.Head)) {
		reply(w, http.StatusUnprocessableEntity, map[string]any{"message": "Validation Failed", "errors": []map[string]any{{"message": "no such head, or one more pull request of it"}}})
		return
	}
	g.pulls = append(g.pulls, p)
	reply(w, http.StatusCreated, g.shown(p))
}

// twice says whether a branch has an open pull request.
func (g *GitHub) twice(branch string) bool {
	return slices.ContainsFunc(g.pulls, func(p *Pull) bool { return p.Head == branch && p.State == "open" })
}

func (g *GitHub) numbered(w http.ResponseWriter, number string) *Pull {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(g.pulls) {
		reply(w, http.StatusNotFound, map[string]any{"message": "Not Found"})
		return nil
	}
	return g.pulls[n-1]
}

func (g *GitHub) change(w http.ResponseWriter, r *http.Request, number string) {
	p := g.numbered(w, number)
	if p == nil {
		return
	}
	var asked struct{ Title, Body, State *string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		reply(w, http.StatusUnprocessableEntity, map[string]any{"message": "Validation Failed"})
		return
	}
	g.shown(p) // notes where the head is
	for _, pair := range []struct{ to, from *string }{{&p.Title, asked.Title}, {&p.Body, asked.Body}, {&p.State, asked.State}} {
		if pair.from != nil {
			*pair.to = *pair.from
		}
	}
	reply(w, http.StatusOK, g.shown(p))
}

func (g *GitHub) comment(w http.ResponseWriter, r *http.Request, number string) {
	p := g.numbered(w, number)
	if p == nil {
		return
	}
	var asked struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		reply(w, http.StatusUnprocessableEntity, map[string]any{"message": "Validation Failed"})
		return
	}
	p.Comments = append(p.Comments, asked.Body)
	reply(w, http.StatusCreated, map[string]any{"body": asked.Body})
}
