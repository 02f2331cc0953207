// vcsim with files behind its disks: the simulator of govmomi, for tests that read disks through it.
//
// Prints one line of JSON once it serves: {"url", "certificate" (PEM), "thumbprint"}. Ends with its input.
package main

import (
	"crypto/sha1"
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// disks is a repeated flag VM=FILE.
type disks map[string]string

func (d disks) String() string { return fmt.Sprint(map[string]string(d)) }

func (d disks) Set(text string) error {
	vm, file, found := strings.Cut(text, "=")
	if !found {
		return fmt.Errorf("write VM=FILE")
	}
	absolute, err := filepath.Abs(file)
	d[vm] = absolute
	return err
}

func main() {
	files := disks{}
	listen := flag.String("listen", "127.0.0.1:0", "address")
	esx := flag.Bool("esx", false, "a single ESXi host instead of a vCenter")
	user := flag.String("user", "administrator@vsphere.local", "who may log in")
	password := flag.String("password", "secret", "and with what")
	machines := flag.Int("vms", 2, "machines for each pool and host")
	folders := flag.Int("folders", 0, "folders around everything")
	groups := flag.Int("portgroups", 1, "distributed port groups")
	opaque := flag.Int("opaque", 0, "opaque networks")
	hosts := flag.Int("hosts", 3, "hosts in the cluster")
	stores := flag.Int("datastores", 1, "datastores")
	size := flag.Int64("disk-bytes", 4<<20, "size of every disk without a file of its own")
	off := flag.Bool("off", false, "machines are off")
	memory := flag.Int("memory-mb", 0, "memory of every machine, where another one is wanted")
	flag.Var(files, "disk", "VM=FILE: the raw file is the machine's disk, linked, not copied; *=FILE for all others")
	flag.Parse()

	model := simulator.VPX()
	if *esx {
		model = simulator.ESX()
	}
	model.Machine, model.Datastore, model.Autostart = *machines, *stores, !*off
	if !*esx {
		model.ClusterHost, model.Portgroup, model.Folder, model.OpaqueNetwork = *hosts, *groups, *folders, *opaque
	}
	must(model.Create())
	for _, entity := range model.Map().All("VirtualMachine") {
		vm := entity.(*simulator.VirtualMachine)
		if *memory > 0 {
			vm.Config.Hardware.MemoryMB, vm.Summary.Config.MemorySizeMB = int32(*memory), int32(*memory)
		}
		fill(model, vm, files, *size)
	}
	model.Service.Listen = &url.URL{Host: *listen, User: url.UserPassword(*user, *password)}
	model.Service.TLS = &tls.Config{}
	model.Service.RegisterEndpoints = true
	announce(model.Service.NewServer())
	_, _ = io.Copy(io.Discard, os.Stdin)
	model.Remove() // and no more: closing the server would wait for clients
}

// fill puts bytes behind a machine's disks; the simulator leaves them empty.
func fill(model *simulator.Model, vm *simulator.VirtualMachine, files disks, size int64) {
	enabled := true
	vm.Config.ChangeTrackingEnabled = &enabled
	vm.Capability.ChangeTrackingSupported = true
	vm.Guest.ToolsStatus = types.VirtualMachineToolsStatusToolsOk
	vm.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
	for _, device := range vm.Config.Hardware.Device {
		disk, isDisk := device.(*types.VirtualDisk)
		if !isDisk {
			continue
		}
		backing := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
		path := resolve(model, backing.FileName)
		must(os.MkdirAll(filepath.Dir(path), 0o700))
		flat := strings.TrimSuffix(path, ".vmdk") + "-flat.vmdk"
		must(os.RemoveAll(flat))
		bytes := size
		file, given := files[vm.Name]
		if !given {
			file, given = files["*"]
		}
		if given {
			info, err := os.Stat(file)
			must(err)
			bytes = info.Size()
			must(os.Symlink(file, flat))
		} else {
			must(os.WriteFile(flat, nil, 0o600))
			must(os.Truncate(flat, bytes))
		}
		disk.CapacityInKB, disk.CapacityInBytes = bytes/1024, bytes
		must(os.WriteFile(path, []byte(fmt.Sprintf(
			"# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"vmfs\"\n\nRW %d VMFS \"%s\"\n",
			bytes/512, filepath.Base(flat))), 0o600))
	}
}

// resolve finds the file of a path like "[LocalDS_0] VM/disk1.vmdk".
func resolve(model *simulator.Model, name string) string {
	store, path, _ := strings.Cut(strings.TrimPrefix(name, "["), "] ")
	for _, entity := range model.Map().All("Datastore") {
		ds := entity.(*simulator.Datastore)
		if ds.Name == store {
			return filepath.Join(ds.Info.GetDatastoreInfo().Url, path)
		}
	}
	log.Fatalf("no datastore of %s", name)
	return ""
}

func announce(server *simulator.Server) {
	certificate := server.Certificate().Raw
	var print []string
	for _, b := range sha1.Sum(certificate) {
		print = append(print, fmt.Sprintf("%02X", b))
	}
	address := *server.URL
	address.User = nil
	line, err := json.Marshal(map[string]string{
		"url":         address.String(),
		"certificate": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})),
		"thumbprint":  strings.Join(print, ":"),
	})
	must(err)
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
