# An image that holds the static binary and nothing else: no libc, no /etc. What `docker run` does with it is what
# testdata/live/chroot.sh does in an empty chroot.
FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /netdb ./cmd/netdb

FROM scratch
COPY --from=build /netdb /netdb
ENTRYPOINT ["/netdb"]
CMD ["demo"]
