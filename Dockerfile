# The program alone: one static binary, run by an unprivileged user that never writes to
# the root. See docker-compose.yml for what it needs beside it. The image that it is built
# in is pinned by digest; make pin renews the digest.
FROM golang:1.26.8-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/LICENSE /src/THIRD_PARTY_NOTICES /
COPY --from=build /src/aktivering /aktivering
USER 65532:65532
ENV HTTP_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/aktivering", "health"]
ENTRYPOINT ["/aktivering"]
CMD ["serve"]
