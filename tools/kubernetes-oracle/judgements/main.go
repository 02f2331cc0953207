// Prunes, defaults and validates objects with Kubernetes' own code.
// Reads {"schema":..., "object":...} per line, writes {"dropped":..., "object":..., "errors":...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	utiljson "k8s.io/apimachinery/pkg/util/json"
)

func main() {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(make([]byte, 1<<20), 1<<26)
	for sc.Scan() {
		var in struct{ Schema, Object json.RawMessage }
		if err := json.Unmarshal(sc.Bytes(), &in); err != nil {
			panic(err)
		}
		props := &v1.JSONSchemaProps{}
		if err := json.Unmarshal(in.Schema, props); err != nil {
			panic(err)
		}
		internal := &apiextensions.JSONSchemaProps{}
		if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(props, internal, nil); err != nil {
			panic(err)
		}
		s, err := structural.NewStructural(internal)
		if err != nil {
			panic(err)
		}
		obj := map[string]interface{}{}
		if err := utiljson.Unmarshal(in.Object, &obj); err != nil {
			panic(err)
		}
		dropped := pruning.PruneWithOptions(obj, s, true, structural.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
		sort.Strings(dropped)
		defaulting.PruneNonNullableNullsWithoutDefaults(obj, s)
		defaulting.Default(obj, s)
		v, _, err := validation.NewSchemaValidator(internal)
		if err != nil {
			panic(err)
		}
		errs := validation.ValidateCustomResource(nil, obj, v)
		errs = append(errs, listtype.ValidateListSetsAndMaps(nil, s, obj)...)
		msgs := []string{}
		for _, e := range errs {
			msgs = append(msgs, string(e.Type)+" | "+e.Error())
		}
		sort.Strings(msgs)
		out, _ := json.Marshal(map[string]interface{}{"dropped": dropped, "object": obj, "errors": msgs})
		fmt.Println(string(out))
	}
}
