// SPDX-License-Identifier: Apache-2.0

package survey2022

import (
	_ "embed" // for the records
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ossf/package-manager-landscape/probes/record"
	"github.com/ossf/package-manager-landscape/probes/vocabulary"
)

//go:embed questions.yml
var questionsFile []byte

// Table is the table of questions and options, questions.yml.
type Table struct {
	PackageManagers []string
	Questions       []Question // by row, from 1
	wordings        []Option
}

// Question is one row of the survey.
type Question struct {
	Row         int
	Journey     string // "" for questions about the respondent
	Label       string // ours, not the survey's wording
	Kind        string // choice, ways or words
	Many        bool   // several options may be ticked, and words follow them
	Withheld    bool
	Enforcement vocabulary.Enforcement // of every yes, since the question asks for it
	Options     []Option
	wordings    []Option
	asks        []string
}

// Option is one option of a question, or a wording used instead of one.
type Option struct {
	ID          string
	Class       vocabulary.AnswerClass
	Enforcement vocabulary.Enforcement
	Fill        bool                              // the respondent's own words follow
	Remark      bool                              // decides only when it stands alone
	Verdict     map[string]vocabulary.AnswerClass // class by feature, where it is another
	forms       []form
}

// form is one way in which an option is written.
type form struct {
	pattern *regexp.Regexp
	open    bool // it has a *
}

// Closed says whether answers have one of vocabulary.ClosedClasses.
func (q Question) Closed() bool { return q.Kind != "words" }

// isAsked says whether the text is the question's.
func (q Question) isAsked(text string) bool {
	text = strings.ToLower(foldBlanks(text))
	return !slices.ContainsFunc(q.asks, func(words string) bool { return !strings.Contains(text, words) })
}

// matchLength says how much of the text's beginning is the option, -1 for none.
func (o Option) matchLength(text string) int {
	length := -1
	for _, f := range o.forms {
		if m := f.pattern.FindStringSubmatchIndex(text); m != nil {
			length = max(length, m[3])
		}
	}
	return length
}

// beyondOption gives the text again when the option's form leaves some of it open.
func (o Option) beyondOption(text string) string {
	for _, f := range o.forms {
		if !f.open && f.pattern.MatchString(text) {
			return ""
		}
	}
	return text
}

func newForm(says string) form {
	parts := strings.Split(says, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	pattern := regexp.MustCompile(`^(?i:(` + strings.Join(parts, `[^,]*`) + `))(?:, |$)`)
	return form{pattern, len(parts) > 1}
}

// Question finds a question by its row.
func (t *Table) Question(row int) (Question, bool) {
	if row < 1 || row > len(t.Questions) {
		return Question{}, false
	}
	return t.Questions[row-1], true
}

// Load reads the table built into the program.
var Load = sync.OnceValues(func() (*Table, error) {
	return readTable("dataset/survey2022/questions.yml", questionsFile)
})

type optionRecord struct {
	ID          record.String             `yaml:"id"`
	Says        record.Strings            `yaml:"says"`
	Class       record.String             `yaml:"class"`
	Enforcement record.String             `yaml:"enforcement"`
	Fill        bool                      `yaml:"fill"`
	Remark      bool                      `yaml:"remark"`
	Verdict     record.Map[record.String] `yaml:"verdict"`
}

type questionRecord struct {
	Row         int                         `yaml:"row"`
	Journey     record.String               `yaml:"journey"`
	Question    record.String               `yaml:"question"`
	Asks        record.Strings              `yaml:"asks"`
	Kind        record.String               `yaml:"kind"`
	Many        bool                        `yaml:"many"`
	Withheld    bool                        `yaml:"withheld"`
	Enforcement record.String               `yaml:"enforcement"`
	Options     []record.Item[optionRecord] `yaml:"options"`
}

type tableRecord struct {
	PackageManagers record.Strings                `yaml:"package_managers"`
	Affirmative     record.Item[optionRecord]     `yaml:"affirmative"`
	Negatives       []record.Item[optionRecord]   `yaml:"negatives"`
	Wordings        []record.Item[optionRecord]   `yaml:"wordings"`
	Questions       []record.Item[questionRecord] `yaml:"questions"`
}

func readTable(file string, data []byte) (*Table, error) {
	var r tableRecord
	if err := record.Decode(file, data, &r); err != nil {
		return nil, err
	}
	reading := &tableReading{file: file}
	t := &Table{PackageManagers: r.PackageManagers.Values(), wordings: reading.readOptions(r.Wordings, true)}
	affirmative := reading.readOptions([]record.Item[optionRecord]{r.Affirmative}, true)
	negatives := reading.readOptions(r.Negatives, true)
	for i, item := range r.Questions {
		q := reading.readQuestion(i+1, item)
		switch q.Kind {
		case "choice":
			q.Options = slices.Concat(affirmative, q.Options, negatives)
		case "ways":
			q.Options = slices.Concat(q.Options, negatives)
		}
		q.wordings = t.wordings
		reading.checkUnique(item.At, slices.Concat(q.Options, q.wordings))
		t.Questions = append(t.Questions, q)
	}
	return t, reading.problems.Err()
}

type tableReading struct {
	file     string
	problems record.Problems
}

func (r *tableReading) addProblem(at record.Position, format string, args ...any) {
	r.problems.Add(r.file, at, format, args...)
}

func (r *tableReading) readQuestion(row int, item record.Item[questionRecord]) Question {
	v := item.Value
	q := Question{
		Row: v.Row, Journey: v.Journey.Value, Label: v.Question.Value, Kind: v.Kind.Value, Many: v.Many,
		Withheld: v.Withheld, Enforcement: vocabulary.Enforcement(v.Enforcement.Value),
	}
	if v.Row != row {
		r.addProblem(item.At, "row %d stands where row %d is due: list every row once, in order", v.Row, row)
	}
	if q.Label == "" || len(v.Asks) == 0 {
		r.addProblem(item.At, "row %d needs question (our label) and asks (words to know it by)", v.Row)
	}
	if !slices.Contains([]string{"choice", "ways", "words"}, q.Kind) {
		r.addProblem(item.At, "row %d: kind %q is not choice, ways or words", v.Row, q.Kind)
	}
	r.checkEnforcement(v.Enforcement)
	for _, words := range v.Asks {
		q.asks = append(q.asks, strings.ToLower(words.Value))
	}
	// Ticks of open questions are names in a list.
	q.Many = q.Many || q.Kind == "words"
	q.Options = r.readOptions(v.Options, q.Closed())
	return q
}

func (r *tableReading) readOptions(items []record.Item[optionRecord], closed bool) []Option {
	var options []Option
	for _, item := range items {
		v := item.Value
		o := Option{ID: v.ID.Value, Class: vocabulary.AnswerClass(v.Class.Value), Enforcement: vocabulary.Enforcement(v.Enforcement.Value), Fill: v.Fill, Remark: v.Remark}
		if o.ID == "" || o.ID == wordsCode || strings.ContainsAny(o.ID, " :,") || len(v.Says) == 0 {
			r.addProblem(item.At, "option %q needs says, and an id that is one word other than %s", o.ID, wordsCode)
		}
		if closed != slices.Contains(strongest, o.Class) {
			r.addProblem(item.At, "option %s: class %q: write one of %s for closed questions, none for open ones", o.ID, o.Class, strings.Join(vocabulary.Texts(strongest), ", "))
		}
		r.checkEnforcement(v.Enforcement)
		for _, field := range v.Verdict {
			if o.Verdict == nil {
				o.Verdict = make(map[string]vocabulary.AnswerClass)
			}
			class := vocabulary.AnswerClass(field.Value.Value)
			o.Verdict[field.Key] = class
			if !slices.Contains(strongest, class) {
				r.addProblem(field.At, "verdict %q of %s is not one of %s", class, field.Key, strings.Join(vocabulary.Texts(strongest), ", "))
			}
		}
		for _, says := range v.Says {
			o.forms = append(o.forms, newForm(says.Value))
		}
		options = append(options, o)
	}
	return options
}

func (r *tableReading) checkEnforcement(s record.String) {
	if s.Value != "" && !vocabulary.Enforcement(s.Value).Known() {
		r.addProblem(s.At, "enforcement %q is not required, default or optional", s.Value)
	}
}

func (r *tableReading) checkUnique(at record.Position, options []Option) {
	seen := make(map[string]bool)
	for _, o := range options {
		if seen[o.ID] {
			r.addProblem(at, "option %s is there twice", o.ID)
		}
		seen[o.ID] = true
	}
}
