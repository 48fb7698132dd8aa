// Command yaml-reader reads documents as Kubernetes and Argo do. One JSON line in, {"text": YAML, "value": what it must be};
// one line out for each that it reads as something else: its number, from 0.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"

	"sigs.k8s.io/yaml"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<28)
	for n := 0; lines.Scan(); n++ {
		var document struct {
			Text  string
			Value any
		}
		if err := json.Unmarshal(lines.Bytes(), &document); err != nil {
			panic(err)
		}
		var value any
		if err := yaml.UnmarshalStrict([]byte(document.Text), &value); err != nil || !reflect.DeepEqual(value, document.Value) {
			fmt.Println(n)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}
