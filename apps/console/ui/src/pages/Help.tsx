import { Link } from 'react-router';
import { Content, PageSection, Title } from '@patternfly/react-core';

/** The shortest way through; each step links to where it is done. */
export default function Help() {
  return (
    <PageSection>
      <Title headingLevel="h1">Help</Title>
      <Content>
        <h2>Move virtual machines here</h2>
        <ol>
          <li><Link to="/providers/create">Create a provider</Link>: where the machines run now.</li>
          <li>Wait until it is Ready; its page lists the machines, with concerns.</li>
          <li><Link to="/plans/create">Create a plan</Link>: choose machines and where their networks and disks go. The last step shows the YAML.</li>
          <li>Start the plan and watch it on its page: open a row to see the steps, the logs and why something waits.</li>
          <li>A warm plan copies in rounds while the machines run; press Cutover when the pause suits you.</li>
        </ol>
        <h2>When something fails</h2>
        <ol>
          <li>Open the red row: the failed step says what happened and what to do.</li>
          <li>Mend it, then Restart the plan: what was copied and verified is kept, machines that succeeded are left alone.</li>
        </ol>
        <h2>Move a running machine to another node</h2>
        <p>Choose Migrate on a <Link to="/vms">virtual machine</Link>, or Drain on a <Link to="/nodes">node</Link>.</p>
        <h2>Move disks to another storage class</h2>
        <p><Link to="/storagemigrations">Storage migrations</Link>: Stage copies ahead, Cutover switches, Rollback goes back.</p>
        <h2>From the command line</h2>
        <p>Everything here is a Kubernetes object: <code>kubectl get plans,migrations,vms -A</code> shows the same, and <code>kubectl apply</code> does the same.</p>
      </Content>
    </PageSection>
  );
}
