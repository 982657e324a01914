#!/bin/bash
# Makes an authority of the cluster's own and a certificate for each node, once. The key of the authority stays in a
# volume that no server sees; only its certificate is handed out.
set -euo pipefail
umask 077
cd /certs
if [ ! -s /authority/ca.crt ]; then
  [ -s /ca-key/ca.key ] || es-gencert-cli create-ca -out /ca-key
  for node in eventstoredb-1 eventstoredb-2 eventstoredb-3; do
    rm -rf "./$node"
    es-gencert-cli create-node -ca-certificate /ca-key/ca.crt -ca-key /ca-key/ca.key -out "./$node" \
      -ip-addresses 127.0.0.1 -dns-names "$node,localhost"
  done
  # The servers run as user 1000 in their image.
  chown -R 1000:1000 /certs
  find /certs -type d -exec chmod 500 {} +
  find /certs -type f -exec chmod 400 {} +
  cp /ca-key/ca.crt /authority/ca.crt.new
  chmod 444 /authority/ca.crt.new
  chmod 755 /authority
  mv /authority/ca.crt.new /authority/ca.crt
fi
