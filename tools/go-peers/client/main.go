// A program of client-go's own machinery against whatever server KUBECONFIG names: typed clients that speak
// protobuf, informers with streaming lists, server-side apply, leader election, many watches. Prints a line per
// part, "ok NAME" or "FAIL NAME: why"; ends with 1 when a part failed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	applycorev1 "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/pager"
	watchtools "k8s.io/client-go/tools/watch"
	"k8s.io/client-go/util/retry"
)

const (
	namespace = "client-go"
	watches   = 300
	patience  = 30 * time.Second
)

var providers = schema.GroupVersionResource{Group: "forklift.konveyor.io", Version: "v1beta1", Resource: "providers"}

type part struct {
	name string
	run  func(context.Context, clients) error
}

type clients struct {
	typed    kubernetes.Interface
	dynamic  dynamic.Interface
	metadata metadata.Interface
}

func main() {
	failed := false
	for _, p := range parts() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
		made, err := connect()
		if err == nil {
			err = p.run(ctx, made)
		}
		cancel()
		if err != nil {
			failed = true
			fmt.Printf("FAIL %s: %v\n", p.name, err)
		} else {
			fmt.Println("ok", p.name)
		}
	}
	if failed {
		os.Exit(1)
	}
}

func parts() []part {
	return []part{
		{"discovery", discovery},
		{"typed objects in protobuf", typed},
		{"retry on conflict", conflict},
		{"pages", pages},
		{"informer", informer},
		{"informer of custom kind", customInformer},
		{"metadata only", metadataOnly},
		{"server-side apply", apply},
		{"watch that goes on where it was", resume},
		{"list of a revision to come", futureRevision},
		{"many watches", manyWatches},
		{"leader election", election},
		{"delete collection", deleteCollection},
	}
}

func connect() (clients, error) {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return clients{}, err
	}
	config.QPS, config.Burst = 1000, 1000
	proto := rest.CopyConfig(config)
	proto.ContentType = "application/vnd.kubernetes.protobuf"
	proto.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	return clients{
		kubernetes.NewForConfigOrDie(proto), dynamic.NewForConfigOrDie(config), metadata.NewForConfigOrDie(config)}, nil
}

func discovery(_ context.Context, c clients) error {
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(c.typed.Discovery()))
	mapping, err := mapper.RESTMapping(schema.GroupKind{Group: providers.Group, Kind: "Provider"})
	if err != nil {
		return err
	}
	return expect("resource", mapping.Resource, providers)
}

func typed(ctx context.Context, c clients) error {
	if _, err := c.typed.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{
		ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{}); err != nil {
		return err
	}
	made, err := c.typed.CoreV1().Secrets(namespace).Create(ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "typed", Labels: map[string]string{"a": "b"}},
		Type:       corev1.SecretTypeBasicAuth,
		StringData: map[string]string{"username": "me", "password": "secret"}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if made.UID == "" || made.CreationTimestamp.IsZero() {
		return errors.New("metadata is not filled in")
	}
	read, err := c.typed.CoreV1().Secrets(namespace).Get(ctx, "typed", metav1.GetOptions{})
	if err != nil {
		return err
	}
	if err := expect("password", string(read.Data["password"]), "secret"); err != nil {
		return err
	}
	read.Data["more"] = []byte{0, 255}
	updated, err := c.typed.CoreV1().Secrets(namespace).Update(ctx, read, metav1.UpdateOptions{})
	if err != nil {
		return err
	}
	if err := expect("more", updated.Data["more"][1], byte(255)); err != nil {
		return err
	}
	_, err = c.typed.CoreV1().Secrets(namespace).Create(ctx, made, metav1.CreateOptions{})
	if err := expect("set resourceVersion refused", err != nil, true); err != nil {
		return err
	}
	made.ResourceVersion, made.UID = "", ""
	_, err = c.typed.CoreV1().Secrets(namespace).Create(ctx, made, metav1.CreateOptions{})
	return expect("already exists", apierrors.IsAlreadyExists(err), true)
}

func conflict(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	if _, err := maps.Create(ctx, configMap("counter"), metav1.CreateOptions{}); err != nil {
		return err
	}
	var group sync.WaitGroup
	results := make(chan error, 8)
	for range cap(results) {
		group.Add(1)
		go func() {
			defer group.Done()
			results <- retry.RetryOnConflict(wideBackoff(), func() error {
				current, err := maps.Get(ctx, "counter", metav1.GetOptions{})
				if err != nil {
					return err
				}
				if current.Data == nil {
					current.Data = map[string]string{}
				}
				current.Data["n"] += "x"
				_, err = maps.Update(ctx, current, metav1.UpdateOptions{})
				return err
			})
		}()
	}
	group.Wait()
	close(results)
	for err := range results {
		if err != nil {
			return err
		}
	}
	end, err := maps.Get(ctx, "counter", metav1.GetOptions{})
	if err != nil {
		return err
	}
	return expect("increments", len(end.Data["n"]), cap(results))
}

func pages(ctx context.Context, c clients) error {
	for i := range 25 {
		object := configMap(fmt.Sprintf("page-%02d", i))
		object.Labels = map[string]string{"page": "yes"}
		if _, err := c.typed.CoreV1().ConfigMaps(namespace).Create(ctx, object, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	var names []string
	p := pager.New(pager.SimplePageFunc(func(o metav1.ListOptions) (runtime.Object, error) {
		return c.typed.CoreV1().ConfigMaps(namespace).List(ctx, o)
	}))
	p.PageSize = 7
	err := p.EachListItem(ctx, metav1.ListOptions{LabelSelector: "page=yes"}, func(o runtime.Object) error {
		names = append(names, o.(*corev1.ConfigMap).Name)
		return nil
	})
	if err != nil {
		return err
	}
	if !sort.StringsAreSorted(names) {
		return fmt.Errorf("not in order: %v", names)
	}
	return expect("items", len(names), 25)
}

func informer(ctx context.Context, c clients) error {
	factory := informers.NewSharedInformerFactoryWithOptions(c.typed, 0, informers.WithNamespace(namespace))
	seen := newHistory()
	if _, err := factory.Core().V1().ConfigMaps().Informer().AddEventHandler(seen); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("%v did not sync", kind)
		}
	}
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	made, err := maps.Create(ctx, configMap("seen"), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	made.Data = map[string]string{"a": "b"}
	if _, err = maps.Update(ctx, made, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if err = maps.Delete(ctx, "seen", metav1.DeleteOptions{}); err != nil {
		return err
	}
	if err = seen.await(ctx, "seen", "add update delete"); err != nil {
		return err
	}
	cached, err := factory.Core().V1().ConfigMaps().Lister().ConfigMaps(namespace).Get("counter")
	if err != nil {
		return err
	}
	return expect("cached", len(cached.Data["n"]), 8)
}

func customInformer(ctx context.Context, c clients) error {
	factory := dynamicinformer.NewFilteredDynamicSharedInformerFactory(c.dynamic, 0, namespace, nil)
	seen := newHistory()
	if _, err := factory.ForResource(providers).Informer().AddEventHandler(seen); err != nil {
		return err
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	object := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "forklift.konveyor.io/v1beta1", "kind": "Provider",
		"metadata": map[string]any{"name": "custom", "namespace": namespace},
		"spec":     map[string]any{"type": "ova", "url": "nfs:/x", "secret": map[string]any{}}}}
	if _, err := c.dynamic.Resource(providers).Namespace(namespace).Create(ctx, object, metav1.CreateOptions{}); err != nil {
		return err
	}
	patch := []byte(`{"status":{"conditions":[]},"spec":{"url":"ignored"}}`)
	patched, err := c.dynamic.Resource(providers).Namespace(namespace).Patch(
		ctx, "custom", types.MergePatchType, patch, metav1.PatchOptions{}, "status")
	if err != nil {
		return err
	}
	url, _, _ := unstructured.NestedString(patched.Object, "spec", "url")
	if err := expect("spec through status", url, "nfs:/x"); err != nil {
		return err
	}
	return seen.await(ctx, "custom", "add update")
}

func metadataOnly(ctx context.Context, c clients) error {
	list, err := c.metadata.Resource(providers).Namespace(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	if err := expect("items", len(list.Items), 1); err != nil {
		return err
	}
	return expect("name", list.Items[0].Name, "custom")
}

func apply(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	mine := metav1.ApplyOptions{FieldManager: "mine"}
	both := applycorev1.ConfigMap("applied", namespace).WithData(map[string]string{"a": "1", "b": "1"})
	first, err := maps.Apply(ctx, both, mine)
	if err != nil {
		return err
	}
	again, err := maps.Apply(ctx, both, mine)
	if err != nil {
		return err
	}
	if err := expect("revision of a no-op", again.ResourceVersion, first.ResourceVersion); err != nil {
		return err
	}
	theirs := metav1.ApplyOptions{FieldManager: "theirs"}
	other := applycorev1.ConfigMap("applied", namespace).WithData(map[string]string{"a": "2"})
	if _, err = maps.Apply(ctx, other, theirs); !apierrors.IsConflict(err) {
		return fmt.Errorf("no conflict: %v", err)
	}
	theirs.Force = true
	if _, err = maps.Apply(ctx, other, theirs); err != nil {
		return err
	}
	extracted, err := applycorev1.ExtractConfigMap(must(maps.Get(ctx, "applied", metav1.GetOptions{})), "mine")
	if err != nil {
		return err
	}
	if err := expect("still mine", fmt.Sprint(extracted.Data), "map[b:1]"); err != nil {
		return err
	}
	end, err := maps.Apply(ctx, applycorev1.ConfigMap("applied", namespace), mine)
	if err != nil {
		return err
	}
	return expect("left", fmt.Sprint(end.Data), "map[a:2]")
}

func resume(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	before, err := maps.List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil {
		return err
	}
	for i := range 5 {
		if _, err := maps.Create(ctx, configMap(fmt.Sprintf("resumed-%d", i)), metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	watcher, err := watchtools.NewRetryWatcher(before.ResourceVersion, &cache.ListWatch{
		WatchFunc: func(o metav1.ListOptions) (watch.Interface, error) { return maps.Watch(ctx, o) }})
	if err != nil {
		return err
	}
	defer watcher.Stop()
	for i := range 5 {
		select {
		case event := <-watcher.ResultChan():
			object, ok := event.Object.(*corev1.ConfigMap)
			if !ok {
				return fmt.Errorf("event %v", event)
			}
			if err := expect("name", object.Name, fmt.Sprintf("resumed-%d", i)); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func futureRevision(ctx context.Context, c clients) error {
	_, err := c.typed.CoreV1().ConfigMaps(namespace).List(ctx, metav1.ListOptions{
		ResourceVersion: "99999999999", ResourceVersionMatch: metav1.ResourceVersionMatchExact})
	return expect("future list refused", err != nil, true)
}

func manyWatches(ctx context.Context, c clients) error {
	var group sync.WaitGroup
	var opened, delivered atomic.Int32
	for range watches {
		w, err := c.typed.CoreV1().ConfigMaps(namespace).Watch(ctx, metav1.ListOptions{
			FieldSelector: "metadata.name=broadcast", TimeoutSeconds: ptr(int64(60))})
		if err != nil {
			return fmt.Errorf("after %d watches: %w", opened.Load(), err)
		}
		opened.Add(1)
		group.Add(1)
		go func() {
			defer group.Done()
			defer w.Stop()
			if event, open := <-w.ResultChan(); open && event.Type == watch.Added {
				delivered.Add(1)
			}
		}()
	}
	if _, err := c.typed.CoreV1().ConfigMaps(namespace).Create(ctx, configMap("broadcast"), metav1.CreateOptions{}); err != nil {
		return err
	}
	group.Wait()
	return expect("deliveries", int(delivered.Load()), watches)
}

func election(ctx context.Context, c clients) error {
	leaders := make(chan string, 4)
	first, stopFirst := context.WithCancel(ctx)
	second, stopSecond := context.WithCancel(ctx)
	defer stopFirst()
	defer stopSecond()
	go candidate(first, c, "first", leaders)
	if err := expect("leader", <-leaders, "first"); err != nil {
		return err
	}
	go candidate(second, c, "second", leaders)
	stopFirst()
	select {
	case leader := <-leaders:
		return expect("leader after the first left", leader, "second")
	case <-ctx.Done():
		return ctx.Err()
	}
}

func candidate(ctx context.Context, c clients, name string, leaders chan<- string) {
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock: &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "election", Namespace: namespace},
			Client:     c.typed.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: name}},
		LeaseDuration: 6 * time.Second, RenewDeadline: 4 * time.Second, RetryPeriod: 500 * time.Millisecond,
		ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { leaders <- name },
			OnStoppedLeading: func() {}}})
}

func deleteCollection(ctx context.Context, c clients) error {
	maps := c.typed.CoreV1().ConfigMaps(namespace)
	if err := maps.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "page=yes"}); err != nil {
		return err
	}
	left, err := maps.List(ctx, metav1.ListOptions{LabelSelector: "page=yes"})
	if err != nil {
		return err
	}
	if err := expect("left", len(left.Items), 0); err != nil {
		return err
	}
	return c.typed.CoreV1().Namespaces().Delete(ctx, namespace, metav1.DeleteOptions{})
}

// history of what an informer saw of each object.
type history struct {
	sync.Mutex
	events map[string]string
}

func newHistory() *history { return &history{events: map[string]string{}} }

func (h *history) note(object any, what string) {
	h.Lock()
	defer h.Unlock()
	name := object.(metav1.Object).GetName()
	if h.events[name] != "" {
		what = h.events[name] + " " + what
	}
	h.events[name] = what
}

func (h *history) OnAdd(object any, _ bool)   { h.note(object, "add") }
func (h *history) OnUpdate(_ any, object any) { h.note(object, "update") }
func (h *history) OnDelete(object any)        { h.note(object, "delete") }

func (h *history) await(ctx context.Context, name, events string) error {
	for ctx.Err() == nil {
		h.Lock()
		seen := h.events[name]
		h.Unlock()
		if seen == events {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("history of %s is %q, not %q", name, h.events[name], events)
}

// Eight writers of one object: the default of five tries is not enough for all of them.
func wideBackoff() wait.Backoff {
	b := retry.DefaultRetry
	b.Steps = 100
	return b
}

func configMap(name string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}}
}

func expect[T comparable](what string, actual, wanted T) error {
	if actual != wanted {
		return fmt.Errorf("%s is %v, not %v", what, actual, wanted)
	}
	return nil
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func ptr[T any](value T) *T { return &value }
