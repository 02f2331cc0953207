// Says what a real kube-apiserver would refuse about the CustomResourceDefinitions in a folder.
// Usage: definitions ../../deploy/crds
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation"
	"sigs.k8s.io/yaml"
)

func main() {
	files, _ := filepath.Glob(os.Args[1] + "/*.yaml")
	for _, f := range files {
		data, _ := os.ReadFile(f)
		crd := &v1.CustomResourceDefinition{}
		if err := yaml.UnmarshalStrict(data, crd); err != nil {
			fmt.Println(f, "decode:", err)
			continue
		}
		v1.SetDefaults_CustomResourceDefinition(crd)
		v1.SetDefaults_CustomResourceDefinitionSpec(&crd.Spec)
		internal := &apiextensions.CustomResourceDefinition{}
		if err := v1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(crd, internal, nil); err != nil {
			fmt.Println(f, "convert:", err)
			continue
		}
		internal.Status.StoredVersions = []string{crd.Spec.Versions[0].Name}
		errs := validation.ValidateCustomResourceDefinition(context.Background(), internal)
		fmt.Println(filepath.Base(f), len(errs))
		for _, e := range errs {
			fmt.Println("   ", e)
		}
	}
}
