// Plays applies and updates of several writers through Kubernetes' own field manager.
// Usage: histories SCHEMA.json; reads a list of operations per line, writes a list of results.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/apimachinery/pkg/util/managedfields/managedfieldstest"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

func main() {
	raw, _ := os.ReadFile(os.Args[1])
	s := &spec.Schema{}
	if err := json.Unmarshal(raw, s); err != nil {
		panic(err)
	}
	tc, err := managedfields.NewTypeConverter(map[string]*spec.Schema{"T": s}, false)
	if err != nil {
		panic(err)
	}
	gvk := schema.GroupVersionKind{Group: "g", Version: "v1", Kind: "T"}
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(make([]byte, 1<<20), 1<<26)
	for sc.Scan() {
		var ops []struct {
			Op, Manager string
			Force       bool
			Object      map[string]interface{}
		}
		if err := json.Unmarshal(sc.Bytes(), &ops); err != nil {
			panic(err)
		}
		f := managedfieldstest.NewTestFieldManager(tc, gvk)
		outs := []interface{}{}
		for _, o := range ops {
			u := &unstructured.Unstructured{Object: o.Object}
			var err error
			if o.Op == "apply" {
				err = f.Apply(u, o.Manager, o.Force)
			} else {
				err = f.Update(u, o.Manager)
			}
			res := map[string]interface{}{}
			if err != nil {
				causes := []string{}
				if st, ok := err.(*errors.StatusError); ok && st.ErrStatus.Details != nil {
					for _, c := range st.ErrStatus.Details.Causes {
						causes = append(causes, c.Field+" "+c.Message)
					}
				} else {
					causes = append(causes, "ERR "+err.Error())
				}
				sort.Strings(causes)
				res["err"] = causes
			}
			b, _ := json.Marshal(f.Live())
			var live map[string]interface{}
			json.Unmarshal(b, &live)
			if m, ok := live["metadata"].(map[string]interface{}); ok {
				delete(m, "managedFields")
			}
			res["object"] = live["spec"]
			owners := map[string]interface{}{}
			for _, e := range f.ManagedFields() {
				var x interface{}
				json.Unmarshal(e.FieldsV1.Raw, &x)
				owners[e.Manager+"/"+string(e.Operation)] = x
			}
			res["owners"] = owners
			outs = append(outs, res)
		}
		b, _ := json.Marshal(outs)
		fmt.Println(string(b))
	}
}
