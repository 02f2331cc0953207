"""An S3 server that checks signatures, with one user and one object. Ends with its standard input."""
import json
import sys

import boto3
import requests
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = "http://127.0.0.1:%d" % port
known = dict(endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
iam = boto3.client("iam", **known)
iam.create_user(UserName="reader")
key = iam.create_access_key(UserName="reader")["AccessKey"]
rule = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
iam.put_user_policy(UserName="reader", PolicyName="all", PolicyDocument=json.dumps(rule))
s3 = boto3.client("s3", **known)
s3.create_bucket(Bucket="disks")
s3.upload_file(sys.argv[1], "disks", "a folder/disk+1 é.img", Config=boto3.s3.transfer.TransferConfig(multipart_threshold=1 << 30))

requests.post(url + "/moto-api/reset-auth", data="0").raise_for_status()
print(json.dumps([url, key["AccessKeyId"], key["SecretAccessKey"]]), flush=True)
sys.stdin.read()
server.stop()
