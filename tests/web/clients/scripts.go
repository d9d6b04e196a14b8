// A client of the scripts, as those that exist: a program in Go that takes each script apart at its semicolons, and tells
// from the beginning of a statement what it is about.
//
//	go run scripts.go <service> <model> <version>
//
// Prints what is created and dropped, a line each.
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

func main() {
	service, model, version := os.Args[1], os.Args[2], os.Args[3]
	for kind, pattern := range patterns {
		operation, elements, _ := strings.Cut(kind, "/")
		url := fmt.Sprintf("%s%s/%s/%s/postgresql/%s/", service, model, version, operation, elements)
		answer, err := http.Get(url)
		if err != nil || answer.StatusCode != 200 {
			fmt.Fprintln(os.Stderr, url, err, answer)
			os.Exit(1)
		}
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			fmt.Fprintln(os.Stderr, url, err)
			os.Exit(1)
		}
		for _, statement := range strings.Split(string(text), ";") {
			if found := pattern.FindStringSubmatch(statement); found != nil {
				fmt.Println(kind, strings.Join(found[1:], " "))
			}
		}
	}
}
