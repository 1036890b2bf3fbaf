// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

namespace reminisce {

/// A queue that holds back its producers when full, so that memory stays flat. Thread-safe.
template <typename T> class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

    /// Waits for room. False: the queue was closed and the item is dropped.
    bool push(T item)
    {
        std::unique_lock lock(m_mutex);
        m_roomLeft.wait(lock, [this] { return m_items.size() < m_capacity || m_closed; });
        if (m_closed)
            return false;
        m_items.push_back(std::move(item));
        m_itemArrived.notify_one();
        return true;
    }

    /// Waits up to `timeout`; nothing came or the queue is closed and empty otherwise.
    std::optional<T> pop(std::chrono::milliseconds timeout)
    {
        std::unique_lock lock(m_mutex);
        m_itemArrived.wait_for(lock, timeout, [this] { return !m_items.empty() || m_closed; });
        if (m_items.empty())
            return std::nullopt;
        T item = std::move(m_items.front());
        m_items.pop_front();
        m_roomLeft.notify_one();
        return item;
    }

    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        m_roomLeft.notify_all();
        m_itemArrived.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_roomLeft;
    std::condition_variable m_itemArrived;
    std::deque<T> m_items;
    std::size_t m_capacity;
    bool m_closed = false;
};

} // namespace reminisce
