// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/pickle.h"

#include <bit>
#include <cstring>
#include <unordered_map>

namespace reminisce::clip {

namespace {

using Kind = PickleNode::Kind;

// Real checkpoints need some ten thousand.
constexpr std::size_t maxNodes = 2'000'000;

struct Stop {
    Error error;
};

[[noreturn]] void fail(const std::string &what)
{
    throw Stop{badInput(what)};
}

class Machine {
public:
    explicit Machine(Bytes bytes) : m_bytes(bytes) {}

    PickleTree run()
    {
        while (true) {
            const std::uint8_t op = byte();
            if (op == '.')
                break;
            step(op);
        }
        m_tree.root = pop();
        m_tree.bytesRead = m_position;
        return std::move(m_tree);
    }

private:
    Bytes m_bytes;
    std::size_t m_position = 0;
    PickleTree m_tree;
    std::vector<std::uint32_t> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, std::uint32_t> m_memo;

    Bytes take(std::uint64_t n)
    {
        if (n > m_bytes.size() - m_position)
            fail("its description ends too early.");
        const Bytes part = m_bytes.subspan(m_position, static_cast<std::size_t>(n));
        m_position += static_cast<std::size_t>(n);
        return part;
    }

    std::uint8_t byte() { return take(1)[0]; }

    template <typename T> T number()
    {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }

    std::string text(std::uint64_t n)
    {
        const Bytes part = take(n);
        return {part.begin(), part.end()};
    }

    std::string line()
    {
        std::string result;
        for (char c = static_cast<char>(byte()); c != '\n'; c = static_cast<char>(byte()))
            result += c;
        return result;
    }

    void push(PickleNode node)
    {
        if (m_tree.nodes.size() >= maxNodes)
            fail("its description is too large.");
        m_tree.nodes.push_back(std::move(node));
        m_stack.push_back(static_cast<std::uint32_t>(m_tree.nodes.size() - 1));
    }
    void push(Kind kind) { push(PickleNode{kind, 0, 0, {}, {}}); }
    void pushInt(std::int64_t value) { push(PickleNode{Kind::Int, value, 0, {}, {}}); }
    void pushText(std::string value) { push(PickleNode{Kind::String, 0, 0, std::move(value), {}}); }
    void pushItems(Kind kind, std::vector<std::uint32_t> items) { push(PickleNode{kind, 0, 0, {}, std::move(items)}); }

    std::uint32_t pop()
    {
        if (m_stack.size() <= (m_marks.empty() ? 0 : m_marks.back()))
            fail("its description is damaged.");
        const std::uint32_t top = m_stack.back();
        m_stack.pop_back();
        return top;
    }

    PickleNode &top()
    {
        if (m_stack.empty())
            fail("its description is damaged.");
        return m_tree.nodes[m_stack.back()];
    }

    std::vector<std::uint32_t> popToMark()
    {
        if (m_marks.empty())
            fail("its description is damaged.");
        const std::size_t mark = m_marks.back();
        m_marks.pop_back();
        std::vector<std::uint32_t> items(m_stack.begin() + static_cast<std::ptrdiff_t>(mark), m_stack.end());
        m_stack.resize(mark);
        return items;
    }

    std::vector<std::uint32_t> popMany(int n)
    {
        std::vector<std::uint32_t> items(static_cast<std::size_t>(n));
        for (std::size_t i = items.size(); i-- > 0;)
            items[i] = pop();
        return items;
    }

    void append(const std::vector<std::uint32_t> &items, Kind kind)
    {
        if (top().kind != kind || (kind == Kind::Dict && items.size() % 2 != 0))
            fail("its description is damaged.");
        top().items.insert(top().items.end(), items.begin(), items.end());
    }

    void remember(std::uint32_t key)
    {
        if (m_stack.empty())
            fail("its description is damaged.");
        m_memo[key] = m_stack.back();
    }

    void recall(std::uint32_t key)
    {
        const auto found = m_memo.find(key);
        if (found == m_memo.end())
            fail("its description is damaged.");
        m_stack.push_back(found->second);
    }

    void long1()
    {
        const Bytes digits = take(byte());
        // Larger numbers are only the magic of the old format, which the caller checks as text.
        if (digits.size() > 8) {
            pushText({digits.begin(), digits.end()});
            return;
        }
        std::uint64_t value = 0;
        for (std::size_t i = digits.size(); i-- > 0;)
            value = (value << 8U) | digits[i];
        if (!digits.empty() && digits.size() < 8 && (digits.back() & 0x80U) != 0)
            value |= ~std::uint64_t{0} << (8U * digits.size());
        pushInt(static_cast<std::int64_t>(value));
    }

    void binaryFloat()
    {
        std::uint64_t bits = 0;
        for (const std::uint8_t b : take(8))
            bits = (bits << 8U) | b;
        push(PickleNode{Kind::Float, 0, std::bit_cast<double>(bits), {}, {}});
    }

    void global(const std::string &module, const std::string &name)
    {
        push(PickleNode{Kind::Global, 0, 0, module + " " + name, {}});
    }

    void stackGlobal()
    {
        const std::uint32_t name = pop();
        const std::uint32_t module = pop();
        if (m_tree.at(name).kind != Kind::String || m_tree.at(module).kind != Kind::String)
            fail("its description is damaged.");
        global(std::string(m_tree.at(module).text), std::string(m_tree.at(name).text));
    }

    /// `callable(*arguments)`, for the few callables that only describe data.
    void reduce()
    {
        const std::uint32_t arguments = pop();
        const std::uint32_t callable = pop();
        const PickleNode &function = m_tree.at(callable);
        if (function.kind != Kind::Global || m_tree.at(arguments).kind != Kind::Tuple)
            fail("its description is damaged.");
        const std::vector<std::uint32_t> items = m_tree.at(arguments).items;
        const std::string name = function.text;
        if (name == "collections OrderedDict" && items.empty()) {
            push(Kind::Dict);
        } else if (name == "torch._utils _rebuild_tensor_v2" && items.size() >= 4) {
            pushItems(Kind::Tensor, {items.begin(), items.begin() + 4});
        } else if ((name == "torch._utils _rebuild_parameter" && !items.empty()) ||
                   (name.starts_with("torch.jit._pickle build_") && items.size() == 1)) {
            m_stack.push_back(items[0]);
        } else {
            fail("it asks to run \"" + name + "\", which is refused.");
        }
    }

    void newObject()
    {
        pop(); // constructor arguments
        const std::uint32_t type = pop();
        const std::string name = m_tree.at(type).text;
        if (m_tree.at(type).kind != Kind::Global || !name.starts_with("__torch__."))
            fail("it asks to create \"" + name + "\", which is refused.");
        push(PickleNode{Kind::Object, 0, 0, name, {}});
    }

    void build()
    {
        const std::uint32_t state = pop();
        PickleNode &target = top();
        // An OrderedDict may carry attributes (PyTorch's _metadata): they hold nothing that is needed.
        if (target.kind == Kind::Object)
            target.items = {state};
        else if (target.kind != Kind::Dict)
            fail("its description is damaged.");
    }

    void step(std::uint8_t op)
    {
        switch (op) {
        case 0x80: byte(); break;  // PROTO
        case 0x95: take(8); break; // FRAME
        case '(': m_marks.push_back(m_stack.size()); break;
        case '0': pop(); break;
        case '1': popToMark(); break;
        case 'N': push(Kind::None); break;
        case 0x88: push(PickleNode{Kind::Bool, 1, 0, {}, {}}); break;
        case 0x89: push(PickleNode{Kind::Bool, 0, 0, {}, {}}); break;
        case 'K': pushInt(byte()); break;
        case 'M': pushInt(number<std::uint16_t>()); break;
        case 'J': pushInt(number<std::int32_t>()); break;
        case 0x8a: long1(); break;
        case 'G': binaryFloat(); break;
        case 'X': pushText(text(number<std::uint32_t>())); break;
        case 0x8c: pushText(text(byte())); break;
        case 0x8d: pushText(text(number<std::uint64_t>())); break;
        case 'U':
        case 'C': pushText(text(byte())); break;
        case 'T':
        case 'B': pushText(text(number<std::uint32_t>())); break;
        case ')': push(Kind::Tuple); break;
        case 't': pushItems(Kind::Tuple, popToMark()); break;
        case 0x85: pushItems(Kind::Tuple, popMany(1)); break;
        case 0x86: pushItems(Kind::Tuple, popMany(2)); break;
        case 0x87: pushItems(Kind::Tuple, popMany(3)); break;
        case ']': push(Kind::List); break;
        case 'a': append(popMany(1), Kind::List); break;
        case 'e': append(popToMark(), Kind::List); break;
        case '}': push(Kind::Dict); break;
        case 's': append(popMany(2), Kind::Dict); break;
        case 'u': append(popToMark(), Kind::Dict); break;
        case 'q': remember(byte()); break;
        case 'r': remember(number<std::uint32_t>()); break;
        case 0x94: remember(static_cast<std::uint32_t>(m_memo.size())); break;
        case 'h': recall(byte()); break;
        case 'j': recall(number<std::uint32_t>()); break;
        case 'c': {
            const std::string module = line();
            global(module, line());
            break;
        }
        case 0x93: stackGlobal(); break;
        case 'Q': pushItems(Kind::PersistentId, popMany(1)); break;
        case 'R': reduce(); break;
        case 0x81: newObject(); break;
        case 'b': build(); break;
        default: fail("its description uses a pickle instruction that is refused.");
        }
    }
};

} // namespace

const PickleNode *PickleTree::lookup(const PickleNode &dict, std::string_view key) const
{
    if (dict.kind != Kind::Dict)
        return nullptr;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const PickleNode &name = at(dict.items[i]);
        if (name.kind == Kind::String && name.text == key)
            return &at(dict.items[i + 1]);
    }
    return nullptr;
}

Result<PickleTree> readPickle(Bytes bytes)
{
    try {
        return Machine(bytes).run();
    } catch (const Stop &stop) {
        return stop.error;
    }
}

} // namespace reminisce::clip
