// Judges Sensors and EventSources as Argo Events does: strictly decoded, then by the validation of its controllers.
package main

import (
	"bytes"
	"fmt"
	"os"

	events "github.com/argoproj/argo-events/pkg/apis/events/v1alpha1"
	"github.com/argoproj/argo-events/pkg/reconciler/eventsource"
	"github.com/argoproj/argo-events/pkg/reconciler/sensor"
	"sigs.k8s.io/yaml"
)

func judge(document []byte) (bool, error) {
	var named struct{ Kind string }
	if err := yaml.Unmarshal(document, &named); err != nil {
		return true, err
	}
	switch named.Kind {
	case "Sensor":
		var s events.Sensor
		if err := yaml.UnmarshalStrict(document, &s); err != nil {
			return true, err
		}
		bus := events.EventBus{Spec: events.EventBusSpec{JetStream: &events.JetStreamBus{}}}
		return true, sensor.ValidateSensor(&s, &bus)
	case "EventSource":
		var s events.EventSource
		if err := yaml.UnmarshalStrict(document, &s); err != nil {
			return true, err
		}
		return true, eventsource.ValidateEventSource(&s)
	}
	return false, nil
}

func main() {
	judged, wrong := 0, 0
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		for _, document := range bytes.Split(text, []byte("\n---\n")) {
			is, err := judge(document)
			if is {
				judged++
			}
			if err != nil {
				wrong++
				fmt.Printf("%s: %v\n", file, err)
			}
		}
	}
	fmt.Printf("%d Sensors and EventSources judged, %d disagreements\n", judged, wrong)
	if wrong > 0 || judged == 0 {
		os.Exit(1)
	}
}
