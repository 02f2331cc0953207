/** What each type of provider needs to know. Data: a new type is a new entry. */

export interface Field {
  key: string;
  title: string;
  help?: string;
  secret?: boolean;
  required?: boolean;
  multiline?: boolean;
  /** Only asked while another field has this value. */
  when?: [key: string, value: string];
  options?: string[];
  /** Where the value goes; secrets by default. */
  to?: 'secret' | 'settings' | 'url';
}

export interface ProviderForm {
  type: string;
  title: string;
  blurb: string;
  url: Field;
  fields: Field[];
  /** Whether the certificate of the other side is checked. */
  tls: boolean;
}

const user: Field = { key: 'user', title: 'User', required: true };
const password: Field = { key: 'password', title: 'Password', secret: true, required: true };

export const FORMS: ProviderForm[] = [
  {
    type: 'vsphere', title: 'VMware vSphere', blurb: 'A vCenter or one ESXi host', tls: true,
    url: { key: 'url', title: 'URL', help: 'Ends in /sdk, for example https://vcenter.example.com/sdk', required: true },
    fields: [
      { key: 'sdkEndpoint', title: 'Endpoint type', options: ['vcenter', 'esxi'], to: 'settings' },
      user, password,
      { key: 'vddkInitImage', title: 'VDDK image', help: 'Optional: without it Wherry reads through the datastore and the export service.', to: 'settings' },
    ],
  },
  {
    type: 'ovirt', title: 'oVirt or RHV', blurb: 'An engine', tls: true,
    url: { key: 'url', title: 'Engine API URL', help: 'https://engine.example.com/ovirt-engine/api', required: true },
    fields: [{ ...user, help: 'name@domain, for example admin@internal' }, password],
  },
  {
    type: 'openstack', title: 'OpenStack', blurb: 'A cloud, by its identity service', tls: true,
    url: { key: 'url', title: 'Identity URL', help: 'https://keystone.example.com:5000/v3', required: true },
    fields: [
      { key: 'authType', title: 'Log in by', options: ['password', 'token', 'applicationcredential'] },
      { key: 'username', title: 'User', required: true, when: ['authType', 'password'] },
      { key: 'password', title: 'Password', secret: true, required: true, when: ['authType', 'password'] },
      { key: 'token', title: 'Token', secret: true, required: true, when: ['authType', 'token'] },
      { key: 'applicationCredentialID', title: 'Application credential ID', required: true, when: ['authType', 'applicationcredential'] },
      { key: 'applicationCredentialSecret', title: 'Application credential secret', secret: true, required: true, when: ['authType', 'applicationcredential'] },
      { key: 'regionName', title: 'Region', required: true },
      { key: 'projectName', title: 'Project' },
      { key: 'domainName', title: 'Domain' },
    ],
  },
  {
    type: 'ova', title: 'Appliances (OVA)', blurb: 'A folder of .ova files, local or by NFS', tls: false,
    url: { key: 'url', title: 'Folder', help: 'server:/folder, or localhost:/folder on this machine', required: true },
    fields: [],
  },
  {
    type: 'openshift', title: 'KubeVirt', blurb: 'Another cluster with KubeVirt', tls: true,
    url: { key: 'url', title: 'API URL', help: 'Empty means this cluster' },
    fields: [{ key: 'token', title: 'Service account token', secret: true, required: true, when: ['url', '*'] }],
  },
];

/** A field is asked when its condition holds; "*" means any text. */
export function isAsked(field: Field, values: Record<string, string>): boolean {
  if (!field.when) return true;
  const [key, wanted] = field.when;
  return wanted === '*' ? Boolean(values[key]) : (values[key] || FORMS.flatMap((f) => f.fields).find((f) => f.key === key)?.options?.[0]) === wanted;
}
