#!/usr/bin/python3
"""A client of the Container Runtime Interface, for shell scripts.

    cri_client.py SOCKET [PROTO]

Reads a call a line, `METHOD {REQUEST}`, with the request in protobuf's JSON form, and prints an
answer a line: {"answer": {...}} or {"error": "what the server said"}. There is no list of methods
here: what exists and what it takes is read from the interface's own definition, by protoc.

    RunPodSandbox {"config": {"metadata": {"name": "pod", "uid": "1", "namespace": "default"}}}
    {"answer": {"pod_sandbox_id": "6d0e..."}}
"""

import json
import re
import subprocess
import sys
import tempfile

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

DEADLINE = 120
DEFINITION = "/usr/local/share/cri/api.proto"


def definition_read(path):
    """The descriptors in a .proto file, less the options that Debian's protoc cannot know."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r'^(import ".*gogo\.proto"|option \(gogoproto\.).*;$', "", text, flags=re.M)
    text = re.sub(r"\[\s*(debug_redact|\(gogoproto\.\w+\))\s*=\s*\w+\s*\]", "", text)
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/api.proto", "w", encoding="utf-8") as file:
            file.write(text)
        subprocess.run(["protoc", f"--proto_path={folder}", f"--descriptor_set_out={folder}/set",
                        "api.proto"], check=True)
        with open(f"{folder}/set", "rb") as file:
            return descriptor_pb2.FileDescriptorSet.FromString(file.read())


def methods_make(definition, channel):
    """Each method's name, with a function from a request as a dictionary to such an answer."""
    pool = descriptor_pool.DescriptorPool()
    for file in definition.file:
        pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    methods = {}
    for file in definition.file:
        for service in pool.FindFileByName(file.name).services_by_name.values():
            for method in service.methods:
                methods[method.name] = method_make(factory, channel, service, method)
    return methods


def method_make(factory, channel, service, method):
    """The function that calls one method."""
    taken = factory.GetPrototype(method.input_type)
    given = factory.GetPrototype(method.output_type)
    call = channel.unary_unary(f"/{service.full_name}/{method.name}",
                               request_serializer=taken.SerializeToString,
                               response_deserializer=given.FromString)

    def ask(request):
        answer = call(json_format.ParseDict(request, taken()), timeout=DEADLINE)
        return json_format.MessageToDict(answer, preserving_proto_field_name=True)

    return ask


def main():
    """Calls in, answers out, until the end of the input."""
    definition = definition_read(sys.argv[2] if len(sys.argv) > 2 else DEFINITION)
    with grpc.insecure_channel(f"unix://{sys.argv[1]}") as channel:
        methods = methods_make(definition, channel)
        for line in sys.stdin:
            name, _, request = line.partition(" ")
            try:
                reply = {"answer": methods[name.strip()](json.loads(request or "{}"))}
            except grpc.RpcError as error:
                reply = {"error": error.details()}
            except (KeyError, ValueError, json_format.ParseError) as error:
                reply = {"error": f"no such call: {error}"}
            print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
