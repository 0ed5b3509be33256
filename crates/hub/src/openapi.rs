//! The description of the wire, generated from the routes and from the table of rights.

use std::sync::LazyLock;

use antre_protocol::Problem;
use utoipa::openapi::path::{HttpMethod, Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
    ResponseBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::auth::{self, Access};
use crate::http;
use crate::limits::KEY_BYTES_MAX;

const BEARER: &str = "token";

/// OpenAPI 3.1 of `--listen`, pretty-printed, the same at every call.
pub fn openapi_json() -> String {
    static RENDERED: LazyLock<String> = LazyLock::new(|| {
        let mut json = document()
            .to_pretty_json()
            .expect("a description is plain data, which JSON can always hold");
        json.push('\n');
        json
    });
    RENDERED.clone()
}

/// What stands around the routes.
pub(crate) fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Antre")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The waiting line of one branch. Every POST carries an Idempotency-Key: the same key with the same \
             request gives the same answer, marked Idempotent-Replay. Errors are application/problem+json with a \
             stable code. Sentences follow ?lang= or Accept-Language.",
        ))
        .build();
    let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = ComponentsBuilder::new()
        .security_scheme(BEARER, scheme)
        .schema(Problem::name(), Problem::schema())
        .build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build()
}

fn document() -> OpenApi {
    let mut document = http::documented();
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [
            (HttpMethod::Get, &mut item.get),
            (HttpMethod::Post, &mut item.post),
        ] {
            if let Some(operation) = operation {
                complete(&method, path, operation);
            }
        }
    }
    document
}

/// Adds what holds for every call, so that no route has to say it again.
fn complete(method: &HttpMethod, path: &str, operation: &mut Operation) {
    let problem = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Problem::name())))
        .build();
    let refusal = ResponseBuilder::new()
        .description("Refused; `code` says why.")
        .content("application/problem+json", problem)
        .build();
    operation
        .responses
        .responses
        .insert("default".to_owned(), RefOr::T(refusal));
    let method = match method {
        HttpMethod::Post => {
            operation
                .parameters
                .get_or_insert_default()
                .push(RefOr::T(idempotency_key()));
            "POST"
        }
        _ => "GET",
    };
    match auth::access(method, path) {
        Some(Access::Roles(_)) => {
            operation.security = Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
        }
        Some(Access::Open | Access::LoopbackOrAdmin) | None => {}
    }
}

fn idempotency_key() -> utoipa::openapi::path::Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(1))
        .max_length(Some(KEY_BYTES_MAX))
        .build();
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some("Visible ASCII, the device's own choice."))
        .schema(Some(schema))
        .build()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_stands_in_the_table_of_rights_and_the_other_way_round() {
        let document = document();
        let mut routes = BTreeSet::new();
        for (path, item) in &document.paths.paths {
            routes.extend(item.get.iter().map(|_| format!("GET {path}")));
            routes.extend(item.post.iter().map(|_| format!("POST {path}")));
        }
        let is_api = |call: &&str| !call.contains(" /t/") && !call.contains(" /assets/");
        let rights: BTreeSet<String> = auth::RIGHTS
            .iter()
            .map(|(call, _)| *call)
            .filter(is_api)
            .map(str::to_owned)
            .collect();
        assert_eq!(routes, rights);
    }

    #[test]
    fn the_shipped_description_is_fresh() {
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        let shipped = std::fs::read_to_string(shipped).unwrap_or_default();
        assert!(
            shipped == openapi_json(),
            "docs/openapi.json is stale: `cargo run -p antre -- openapi > docs/openapi.json`"
        );
    }
}
