// Command argo-judge lets Argo's and Kubernetes' own code judge generated manifests.
//
//	argo-judge validate FILE...   one finding a line, "file: message"; exit 1 if there are any
//	argo-judge serve              one JSON request a line on stdin, one JSON response a line on stdout
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	log "github.com/sirupsen/logrus"
)

// Request is one line of `serve`.
type Request struct {
	ID string `json:"id"`
	// Op is "validate".
	Op string `json:"op"`
	// Manifests is YAML or JSON text, possibly several documents; templateRefs resolve among them.
	Manifests string `json:"manifests"`
	// Parameters are what `-p` gives at submit. In "validate", nil fills every mandatory one in.
	Parameters map[string]string `json:"parameters,omitempty"`
}

// Response answers the request of the same ID. Error says that the request itself could not be served.
type Response struct {
	ID       string   `json:"id"`
	Findings []string `json:"findings"`
	Error    string   `json:"error,omitempty"`
}

func main() {
	log.SetOutput(io.Discard)
	if len(os.Args) < 2 {
		usage()
	}
	validator, err := newValidator(crdDir)
	if err != nil {
		fatal(err)
	}
	switch {
	case os.Args[1] == "validate" && len(os.Args) > 2:
		os.Exit(validateFiles(validator, os.Args[2:]))
	case os.Args[1] == "serve" && len(os.Args) == 2:
		if err := serve(validator, os.Stdin, os.Stdout); err != nil {
			fatal(err)
		}
	default:
		usage()
	}
}

// validateFiles judges all files together, so that templateRefs between them resolve.
func validateFiles(v *validator, files []string) int {
	var documents []document
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			fatal(err)
		}
		documents = append(documents, splitDocuments(file, string(text))...)
	}
	findings := v.validate(documents, nil)
	for _, f := range findings {
		fmt.Println(f)
	}
	fmt.Fprintf(os.Stderr, "%d documents judged by Argo %s, %d findings\n", len(documents), argoVersion(), len(findings))
	if len(findings) > 0 {
		return 1
	}
	return 0
}

func serve(v *validator, in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	responses := json.NewEncoder(out)
	responses.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			if err := responses.Encode(answer(v, line)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func answer(v *validator, line []byte) (res Response) {
	var req Request
	if err := json.Unmarshal(line, &req); err != nil {
		return Response{Error: err.Error()}
	}
	res.ID = req.ID
	switch req.Op {
	case "validate":
		res.Findings = v.validate(splitDocuments("", req.Manifests), req.Parameters)
	default:
		res.Error = fmt.Sprintf("unknown op %q", req.Op)
	}
	return res
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: argo-judge validate FILE... | argo-judge serve")
	os.Exit(2)
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "argo-judge:", err)
	os.Exit(2)
}
