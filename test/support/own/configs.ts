/** A haproxy.cfg as people have it: two services, an admin socket of their own, nothing made for the autoscaler. */
export const HAPROXY_CFG = `# Entrance of the shop. Ask the platform team before you change anything here.
global
    log stdout format raw local0 notice
    maxconn 4096
    stats socket /run/haproxy/api.sock mode 660 level admin   # for the runbook

defaults
    mode    http
    log     global
    option  httplog
    option  forwardfor
    timeout connect 5s
    timeout client  50s
    timeout server  50s

frontend stats
    bind *:8404
    stats enable
    stats uri /

frontend www
    bind *:80
    acl is_api path_beg /api
    http-request set-header X-Forwarded-Proto http
    use_backend api if is_api
    default_backend webservers

backend webservers
    balance roundrobin
    option httpchk GET /healthz
    server web1 web:8080 check

backend api
    balance leastconn
    server-template api 3 api:8080 check
`;

/** A conf.d/default.conf as people mount it into the official image. */
export const NGINX_CONF = `# Entrance of the shop.
upstream backend {
    server web:8080;
}

server {
    listen 80;
    server_name shop.example _;
    client_max_body_size 20m;

    location / {
        proxy_pass http://backend;
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
    }

    location /api/ {
        proxy_pass http://api:8080/;   # without the prefix
    }
}
`;
