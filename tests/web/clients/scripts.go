// A client of the scripts, as those that exist: a program in Go that takes each script apart at its semicolons, and tells
// from the beginning of a statement what it is about.
//
//	go run scripts.go <service> <query> <model>/<version>…
//
// Prints the version, and what is created and dropped, a line each; or that it does not understand a statement.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
)

var patterns = map[string]*regexp.Regexp{
	"ddl/tables":       regexp.MustCompile(`CREATE TABLE.* (\w+) \(`),
	"ddl/constraints":  regexp.MustCompile(`ALTER TABLE (\w+)`),
	"ddl/indexes":      regexp.MustCompile(`CREATE INDEX (\w+) ON (\w+) \(`),
	"drop/tables":      regexp.MustCompile(`DROP TABLE.* (\w+)`),
	"drop/constraints": regexp.MustCompile(`ALTER TABLE (\w+)`),
	"drop/indexes":     regexp.MustCompile(`DROP INDEX (\w+)`),
}

// What begins a statement that it must understand.
var begins = map[string]*regexp.Regexp{
	"ddl/tables":       regexp.MustCompile(`^CREATE TABLE`),
	"ddl/constraints":  regexp.MustCompile(`^ALTER TABLE`),
	"ddl/indexes":      regexp.MustCompile(`^CREATE (\w+ )?INDEX`),
	"drop/tables":      regexp.MustCompile(`^DROP TABLE`),
	"drop/constraints": regexp.MustCompile(`^ALTER TABLE`),
	"drop/indexes":     regexp.MustCompile(`^DROP INDEX`),
}

var comment = regexp.MustCompile(`(?m)^--.*$`)

func main() {
	service, query := os.Args[1], os.Args[2]
	for _, version := range os.Args[3:] {
		for kind, pattern := range patterns {
			operation, elements, _ := strings.Cut(kind, "/")
			url := fmt.Sprintf("%s%s/%s/postgresql/%s/%s", service, version, operation, elements, query)
			for _, statement := range strings.Split(get(url), ";") {
				statement = strings.TrimSpace(comment.ReplaceAllString(statement, ""))
				if found := pattern.FindStringSubmatch(statement); found != nil {
					fmt.Println(version, kind, strings.Join(found[1:], " "))
				} else if begins[kind].MatchString(statement) {
					fmt.Println(version, "not understood:", strings.Split(statement, "\n")[0])
				}
			}
		}
	}
}

func get(url string) string {
	answer, err := http.Get(url)
	if err != nil || answer.StatusCode != 200 {
		fmt.Fprintln(os.Stderr, url, err, answer)
		os.Exit(1)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		fmt.Fprintln(os.Stderr, url, err)
		os.Exit(1)
	}
	return string(text)
}
