// Makes and applies three-way strategic merge patches of pods as kubectl apply does.
// Reads {"original":..., "modified":..., "current":...} per line, writes {"patch":..., "result":...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

func main() {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(make([]byte, 1<<20), 1<<26)
	meta, err := strategicpatch.NewPatchMetaFromStruct(corev1.Pod{})
	if err != nil {
		panic(err)
	}
	for sc.Scan() {
		var in struct{ Original, Modified, Current json.RawMessage }
		if err := json.Unmarshal(sc.Bytes(), &in); err != nil {
			panic(err)
		}
		patch, err := strategicpatch.CreateThreeWayMergePatch(in.Original, in.Modified, in.Current, meta, true)
		if err != nil {
			fmt.Printf("{\"err\":%q}\n", err.Error())
			continue
		}
		res, err := strategicpatch.StrategicMergePatch(in.Current, patch, corev1.Pod{})
		if err != nil {
			fmt.Printf("{\"err\":%q}\n", err.Error())
			continue
		}
		fmt.Printf("{\"patch\":%s,\"result\":%s}\n", patch, res)
	}
}
