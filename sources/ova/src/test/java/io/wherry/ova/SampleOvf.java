package io.wherry.ova;

import java.nio.charset.StandardCharsets;

/** A VMware-like OVF whose parts tests replace. */
final class SampleOvf {
  private String files = "<File ovf:href=\"disk1.vmdk\" ovf:id=\"file1\"/>";
  private String disks =
      "<Disk ovf:capacity=\"2\" ovf:capacityAllocationUnits=\"byte * 2^20\" ovf:diskId=\"vmdisk1\""
          + " ovf:fileRef=\"file1\" ovf:format=\"http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized\""
          + " ovf:populatedSize=\"1024\"/>";
  private String namespace = "http://schemas.dmtf.org/ovf/envelope/1";
  private String prolog = "";
  private String id = "web";
  private String extra = "<vmw:Config vmw:key=\"firmware\" vmw:value=\"bios\"/>";
  private String cpu =
      item(3, "2 virtual CPU(s)", "<rasd:VirtualQuantity>2</rasd:VirtualQuantity>");
  private String memory =
      item(
          4,
          "256MB of memory",
          "<rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:VirtualQuantity>256</rasd:VirtualQuantity>");
  private String hardware =
      item(6, "SCSI Controller 0", "")
          + item(17, "Hard Disk 1", "<rasd:HostResource>ovf:/disk/vmdisk1</rasd:HostResource>")
          + item(
              10,
              "Ethernet 1",
              "<rasd:Address>00:50:56:AA:BB:CC</rasd:Address><rasd:Connection>VM Network</rasd:Connection>"
                  + "<vmw:Config vmw:key=\"wakeOnLanEnabled\" vmw:value=\"true\"/>");

  static String item(int type, String name, String rest) {
    return "<Item><rasd:ElementName>%s</rasd:ElementName><rasd:ResourceType>%d</rasd:ResourceType>%s</Item>\n"
        .formatted(name, type, rest);
  }

  SampleOvf files(String xml) {
    files = xml;
    return this;
  }

  SampleOvf disks(String xml) {
    disks = xml;
    return this;
  }

  SampleOvf namespace(String uri) {
    namespace = uri;
    return this;
  }

  SampleOvf prolog(String xml) {
    prolog = xml;
    return this;
  }

  SampleOvf id(String newId) {
    id = newId;
    return this;
  }

  SampleOvf cpu(String quantity) {
    cpu = item(3, "CPU", "<rasd:VirtualQuantity>" + quantity + "</rasd:VirtualQuantity>");
    return this;
  }

  SampleOvf cpuItem(String xml) {
    cpu = xml;
    return this;
  }

  SampleOvf memory(String units, String quantity) {
    memory =
        item(
            4,
            "Memory",
            "<rasd:AllocationUnits>%s</rasd:AllocationUnits><rasd:VirtualQuantity>%s</rasd:VirtualQuantity>"
                .formatted(units, quantity));
    return this;
  }

  SampleOvf hardware(String xml) {
    hardware = xml;
    return this;
  }

  SampleOvf more(String xml) {
    extra += xml;
    return this;
  }

  SampleOvf only(String xml) {
    extra = xml;
    return this;
  }

  String text() {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    %s<Envelope xmlns="%s" xmlns:ovf="%s"
      xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
      xmlns:vmw="http://www.vmware.com/schema/ovf">
      <References>%s</References>
      <DiskSection><Info>Disks</Info>%s</DiskSection>
      <NetworkSection><Info>Networks</Info><Network ovf:name="VM Network">
        <Description>The network</Description></Network></NetworkSection>
      <VirtualSystem ovf:id="%s"><Info>A machine</Info><Name>%s</Name>
        <OperatingSystemSection ovf:id="96" vmw:osType="debian12_64Guest"><Info>OS</Info></OperatingSystemSection>
        <VirtualHardwareSection><Info>Hardware</Info>
    %s%s%s%s
        </VirtualHardwareSection>
      </VirtualSystem>
    </Envelope>
    """
        .formatted(
            prolog, namespace, namespace, files, disks, id, id, cpu, memory, hardware, extra);
  }

  byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  Ovf parsed() {
    return OvfParser.parse(bytes(), "web.ovf");
  }
}
