//! One message that has every shape of the data model, and the values that both peers know.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use std::collections::{BTreeSet, HashMap};

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point(pub i32, pub i32);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Inode(pub u64);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nothing;

/// A float that equals whatever has the same bits: NaN equals itself, and 0.0 is not -0.0.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Exact<F>(pub F);

impl PartialEq for Exact<f32> {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl PartialEq for Exact<f64> {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Color {
    Red,
    DarkGreen,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Figure {
    Dot,
    Circle { center_x: Exact<f64>, radius: Exact<f64> },
    Label(String),
    Segment(Point, Point),
    Group(Vec<Figure>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    pub name: String,
    pub children: Vec<Tree>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shapes {
    pub flag: bool,
    pub signed8: i8,
    pub signed16: i16,
    pub signed32: i32,
    pub signed64: i64,
    pub unsigned8: u8,
    pub unsigned16: u16,
    pub unsigned32: u32,
    pub unsigned64: u64,
    pub edges: Vec<i64>,
    pub single: Exact<f32>,
    pub double: Exact<f64>,
    pub letter: char,
    pub text: String,
    pub maybe: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub omitted: Option<u32>,
    pub names: Vec<String>,
    pub sizes: HashMap<String, Point>,
    pub by_number: HashMap<u32, Vec<u8>>,
    pub unique: BTreeSet<i32>,
    pub pair: (String, u32),
    pub inode: Inode,
    pub nothing: Nothing,
    pub color: Color,
    pub figures: Vec<Figure>,
    pub tree: Tree,
    pub packed: ByteBuf,
    pub plain: Vec<u8>,
}

/// Bytes as an application may declare them in Rust.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bytes {
    pub packed: ByteBuf,
    pub plain: Vec<u8>,
}

/// Both sides of every bound at which a length takes another form on the wire.
const LENGTHS: [usize; 8] = [15, 16, 31, 32, 255, 256, 65_535, 65_536];

/// The number of the first sample that has as many elements as `LENGTHS` says.
const FIRST_SIZED: u32 = 4;

/// How many messages `sample` knows.
pub const SAMPLES: u32 = FIRST_SIZED + LENGTHS.len() as u32;

/// The same values as the Java side's. Maps of the first four have one entry at most, so that the bytes are the same too.
pub fn sample(number: u32) -> Shapes {
    match number {
        0 => smallest(),
        1 => largest(),
        2 => usual(),
        3 => full(),
        _ => sized(LENGTHS[(number - FIRST_SIZED) as usize]),
    }
}

fn smallest() -> Shapes {
    Shapes {
        flag: false,
        signed8: i8::MIN,
        signed16: i16::MIN,
        signed32: i32::MIN,
        signed64: i64::MIN,
        unsigned8: 0,
        unsigned16: 0,
        unsigned32: 0,
        unsigned64: 0,
        edges: edges(),
        single: Exact(f32::NEG_INFINITY),
        double: Exact(f64::MIN),
        letter: '\0',
        text: String::new(),
        maybe: None,
        omitted: None,
        names: vec![],
        sizes: HashMap::new(),
        by_number: HashMap::new(),
        unique: BTreeSet::new(),
        pair: (String::new(), 0),
        inode: Inode(0),
        nothing: Nothing,
        color: Color::Red,
        figures: vec![],
        tree: Tree { name: String::new(), children: vec![] },
        packed: ByteBuf::new(),
        plain: vec![],
    }
}

fn largest() -> Shapes {
    Shapes {
        flag: true,
        signed8: i8::MAX,
        signed16: i16::MAX,
        signed32: i32::MAX,
        signed64: i64::MAX,
        unsigned8: u8::MAX,
        unsigned16: u16::MAX,
        unsigned32: u32::MAX,
        unsigned64: u64::MAX,
        edges: edges(),
        single: Exact(f32::MAX),
        double: Exact(f64::INFINITY),
        letter: '\u{ffff}',
        text: "x".repeat(70_000),
        maybe: Some("y".repeat(256)),
        omitted: Some(u32::MAX),
        names: (0..70_000).map(|i| i.to_string()).collect(),
        sizes: HashMap::from([("z".repeat(32), Point(i32::MAX, i32::MIN))]),
        by_number: HashMap::from([(u32::MAX, vec![0, 127, 128, 255])]),
        unique: BTreeSet::from([i32::MIN, -1, 0, i32::MAX]),
        pair: ("last".into(), u32::MAX),
        inode: Inode(u64::MAX),
        nothing: Nothing,
        color: Color::DarkGreen,
        figures: vec![
            Figure::Dot,
            Figure::Circle { center_x: Exact(-0.0), radius: Exact(f64::MIN_POSITIVE) },
            Figure::Label("a label".into()),
            Figure::Segment(Point(-1, 1), Point(-32, 127)),
            Figure::Group(vec![Figure::Dot, Figure::Group(vec![])]),
        ],
        tree: Tree { name: "root".into(), children: vec![Tree { name: "leaf".into(), children: vec![] }] },
        packed: ByteBuf::from((0..=255).collect::<Vec<u8>>()),
        plain: (0..=255).collect(),
    }
}

fn usual() -> Shapes {
    Shapes {
        letter: 'é',
        text: "grüße, 世界 🦀".into(),
        maybe: Some(String::new()),
        omitted: Some(0),
        single: Exact(1.5),
        double: Exact(std::f64::consts::PI),
        names: vec!["a".into(), "".into()],
        ..smallest()
    }
}

/// Something in every component, in few bytes.
fn full() -> Shapes {
    Shapes {
        flag: true,
        signed8: -33,
        signed16: 200,
        signed32: -70_000,
        signed64: 1 << 40,
        unsigned8: 200,
        unsigned16: 40_000,
        unsigned32: 3_000_000_000,
        unsigned64: 1 << 63,
        edges: vec![-1, 1],
        single: Exact(f32::from_bits(1)),
        double: Exact(f64::NAN),
        letter: '世',
        text: "full".into(),
        maybe: Some("some".into()),
        omitted: Some(7),
        names: vec!["one".into(), "two".into()],
        sizes: HashMap::from([("a".into(), Point(1, -1))]),
        by_number: HashMap::from([(4_000_000_000, vec![1, 255])]),
        unique: BTreeSet::from([-1, 1]),
        pair: ("pair".into(), 5),
        inode: Inode((1 << 63) - 1),
        nothing: Nothing,
        color: Color::DarkGreen,
        figures: vec![
            Figure::Dot,
            Figure::Circle { center_x: Exact(f64::NAN), radius: Exact(f64::from_bits(1)) },
            Figure::Label("a label".into()),
            Figure::Segment(Point(-1, 1), Point(-32, 127)),
            Figure::Group(vec![Figure::Dot, Figure::Label("inner".into())]),
        ],
        tree: Tree { name: "root".into(), children: vec![Tree { name: "leaf".into(), children: vec![] }] },
        packed: ByteBuf::from(vec![0, 127, 128, 255]),
        plain: vec![0, 127, 128, 255],
    }
}

/// Texts, bytes, lists and maps of that many elements.
fn sized(length: usize) -> Shapes {
    let elements = 0..length as i32;
    Shapes {
        single: Exact(f32::NAN),
        double: Exact(f64::from_bits((1 << 52) - 1)),
        text: "x".repeat(length),
        names: vec![String::new(); length],
        sizes: elements.clone().map(|i| (format!("size {i}"), Point(i, -i))).collect(),
        by_number: elements.map(|i| (i as u32 * 1000, vec![i as u8; 3])).collect(),
        packed: ByteBuf::from(vec![0; length]),
        plain: vec![0; length],
        ..smallest()
    }
}

/// Both sides of every bound at which an integer takes another form on the wire.
fn edges() -> Vec<i64> {
    let bounds = [0, -32, 0x80, -0x80, 0x100, 0x8000, -0x8000, 0x1_0000, 0x8000_0000, -0x8000_0000, 0x1_0000_0000];
    bounds.iter().flat_map(|bound| [bound - 1, *bound]).chain([i64::MIN, i64::MAX]).collect()
}
