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
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Request is one line of `serve`.
type Request struct {
	ID string `json:"id"`
	// Op is "validate", "render" or "expand".
	Op string `json:"op"`
	// Manifests is YAML or JSON text, possibly several documents; templateRefs resolve among them.
	Manifests string `json:"manifests"`
	// Parameters are what `-p` gives at submit. In "validate", nil fills every mandatory one in.
	Parameters map[string]string `json:"parameters,omitempty"`

	// Args and Env are a container's, for "expand".
	Args []string          `json:"args,omitempty"`
	Env  map[string]string `json:"env,omitempty"`

	// The rest is for "render". Template names the WorkflowTemplate to run, by default the first with an entrypoint.
	Template string `json:"template,omitempty"`
	// By is "workflowTemplateRef" (as `argo submit --from` does, the default) or "templateRef" (a Workflow calls the entrypoint).
	By string `json:"by,omitempty"`
	// Outcomes are, by template, how its attempts end; the last one repeats, and what is not named succeeds.
	Outcomes map[string][]Outcome `json:"outcomes,omitempty"`
}

// Outcome is how one attempt of a template's pod ends; the zero value is a success.
type Outcome struct {
	ExitCode int32 `json:"exitCode,omitempty"`
	// Reason is that of a pod that failed as a whole, without a container status: Evicted, NodeLost.
	Reason string `json:"reason,omitempty"`
	// Outputs are the output parameters that the program wrote; the others take their default.
	Outputs map[string]string `json:"outputs,omitempty"`
}

// Response answers the request of the same ID. Error says that the request itself could not be served.
type Response struct {
	ID       string   `json:"id"`
	Findings []string `json:"findings,omitempty"`
	Run      any      `json:"run,omitempty"`  // of "render": see Run
	Args     []string `json:"args,omitempty"` // of "expand"
	Error    string   `json:"error,omitempty"`
}

// stderr outlives os.Stderr, which the controller's loggers are not to have.
var stderr = os.Stderr

func main() {
	if len(os.Args) < 2 {
		usage()
	}
	// Argo's validator leaves much garbage and keeps little: a fifth less CPU for 200 MB more.
	debug.SetGCPercent(400)
	validator, err := newValidator()
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
	fmt.Fprintf(stderr, "%d documents judged by Argo %s, %d findings\n", len(documents), argoVersion(), len(findings))
	if len(findings) > 0 {
		return 1
	}
	return 0
}

// serve answers several requests at once, each when it is done: the ID tells which.
func serve(v *validator, in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	responses := json.NewEncoder(out)
	responses.SetEscapeHTML(false)
	var encoding sync.Mutex
	var group errgroup.Group
	group.SetLimit(8)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			group.Go(func() error {
				response := answer(v, line)
				encoding.Lock()
				defer encoding.Unlock()
				return responses.Encode(response)
			})
		}
		if err == io.EOF {
			return group.Wait()
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
	case "render":
		run, err := render(&req)
		if err != nil {
			res.Error = err.Error()
		} else {
			res.Run = run
		}
	case "expand":
		res.Args = expand(req.Args, req.Env)
	default:
		res.Error = fmt.Sprintf("unknown op %q", req.Op)
	}
	return res
}

func usage() {
	fmt.Fprintln(stderr, "usage: argo-judge validate FILE... | argo-judge serve")
	os.Exit(2)
}

func fatal(err error) {
	fmt.Fprintln(stderr, "argo-judge:", err)
	os.Exit(2)
}
